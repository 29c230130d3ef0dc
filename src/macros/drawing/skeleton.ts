import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Skeleton, type SkeletonProps } from '../../../views/macros/skeleton.js';
import { Speaking } from '../../../views/words/context.js';
import type { Words } from '../../../views/words/words.js';
import type { Reference } from '../../gitlab/references/reference.js';
import type { Site } from '../../sites/site.js';
import type { Drawing } from '../copies/copy-memory.js';
import type { MacroResult, Subject } from '../outcome.js';
import { subjectModel } from './subject.js';

/** The frame's page while GitLab is asked: what its address tells, in the shape of what will come. */
export function drawSkeleton(subject: Subject | undefined, shape: Omit<SkeletonProps, 'subject'>, words: Words): { readonly title: string; readonly main: Pick<Drawing, 'html'> } {
  const model = subject ? subjectModel(subject, words) : { text: 'GitLab', url: '', icon: 'link' as const };
  const skeleton = h(Skeleton, { subject: model, ...shape });
  const html = Buffer.from(renderToString(h(Speaking.Provider, { value: words, children: skeleton })));
  return { title: subject ? `${model.text} – GitLab` : 'GitLab', main: { html } };
}

/** What a macro points to, where that is on one of the instances. */
export function subjectIn(reference: Reference | undefined, { instance }: Pick<Site, 'instance'>): Subject | undefined {
  const its = reference && instance(reference.instance);
  return its && { reference, instance: its };
}

/** What is said aloud once content has followed a skeleton. */
export function arrivalOf(result: MacroResult, title: string, words: Words): string {
  if (result.outcome === 'shown') return words.say('notices.arrived', { title });
  return words.say('notices.notArrived', { title: result.outcome === 'unsupported' ? title : subjectModel(result.subject, words).text });
}
