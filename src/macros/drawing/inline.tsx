import type { VNode } from 'preact';
import { Chip } from '../../../views/macros/chip.js';
import { InlineConnect, InlineNoAccess, InlineUnavailable, InlineUnsupported } from '../../../views/macros/inline.js';
import { Root } from '../../../views/parts/root.js';
import { instanceName } from '../../gitlab/instance.js';
import { retryAfterOf, type RenderSetting } from './block.js';
import { chipOf } from '../cards/chip.js';
import type { MacroResult } from '../outcome.js';
import { accessRequest } from './requests.js';
import { subjectModel } from './subject.js';
import { ageOf, plainUrl, secondsUntil, wordsForAge, wordsForProblem } from './words.js';

/** A macro's result as the `<main>` of a chip. */
export function renderInline(result: MacroResult, setting: RenderSetting): VNode {
  return (
    <Root outcome={result.outcome} fragment={setting.fragment} look="inline" retryAfter={retryAfterOf(result, setting)}>
      {content(result, setting)}
    </Root>
  );
}

function content(result: MacroResult, { instances, now, words }: RenderSetting): VNode {
  if (result.outcome === 'unsupported') return <InlineUnsupported text={result.text} url={plainUrl(result.text)} hosts={instances.map(instanceName)} problem={wordsForProblem(result.problem, words)} />;
  const { instance } = result.subject;
  const subject = subjectModel(result.subject, words);
  const named = { id: instance.id, name: instanceName(instance) };
  switch (result.outcome) {
    case 'shown':
      return <Chip chip={chipOf(result.thing, words)} age={ageOf(result.takenAt, now)} shared={result.shared} />;
    case 'connect':
      return <InlineConnect subject={subject} mode={result.mode} instance={named} />;
    case 'reconnect':
      return <InlineConnect subject={subject} mode="reconnect" instance={named} />;
    case 'no-access':
      return <InlineNoAccess subject={subject} request={accessRequest(result, subject, words)} />;
    case 'unavailable': {
      const { lastCopy, reason, retryAt } = result;
      const about = { reason, host: named.name, retryAfter: secondsUntil(retryAt, now), now };
      const age = lastCopy && wordsForAge(lastCopy.takenAt, now, words);
      return <InlineUnavailable subject={subject} chip={lastCopy && chipOf(lastCopy.thing, words)} age={age} {...about} />;
    }
  }
}
