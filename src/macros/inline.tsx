import type { VNode } from 'preact';
import { Chip } from '../../views/macros/chip.js';
import { InlineConnect, InlineNoAccess, InlineUnavailable, InlineUnsupported } from '../../views/macros/inline.js';
import { Root } from '../../views/parts/root.js';
import { instanceName } from '../gitlab/instance.js';
import type { RenderSetting } from './block.js';
import { chipOf } from './chip.js';
import type { MacroResult } from './outcome.js';
import { subjectModel } from './subject.js';
import { plainUrl, secondsUntil, wordsForAge } from './words.js';

/** A macro's result as the `<main>` of a chip. */
export function renderInline(result: MacroResult, { fragment, now }: RenderSetting): VNode {
  const retryAfter = result.outcome === 'unavailable' ? secondsUntil(result.retryAt, now) : undefined;
  return (
    <Root outcome={result.outcome} fragment={fragment} look="inline" retryAfter={retryAfter}>
      {content(result, now)}
    </Root>
  );
}

function content(result: MacroResult, now: number): VNode {
  if (result.outcome === 'unsupported') return <InlineUnsupported text={result.text} url={plainUrl(result.text)} />;
  const { instance } = result.subject;
  const subject = subjectModel(result.subject);
  const named = { id: instance.id, name: instanceName(instance) };
  switch (result.outcome) {
    case 'shown':
      return <Chip chip={chipOf(result.thing)} />;
    case 'connect':
      return <InlineConnect subject={subject} mode={result.mode} instance={named} />;
    case 'reconnect':
      return <InlineConnect subject={subject} mode="reconnect" instance={named} />;
    case 'no-access':
      return <InlineNoAccess subject={subject} />;
    case 'unavailable': {
      const { lastCopy, reason, retryAt } = result;
      const about = { reason, host: named.name, retryAfter: secondsUntil(retryAt, now) };
      const age = lastCopy && wordsForAge(lastCopy.takenAt, now);
      return <InlineUnavailable subject={subject} chip={lastCopy && chipOf(lastCopy.thing)} age={age} {...about} />;
    }
  }
}
