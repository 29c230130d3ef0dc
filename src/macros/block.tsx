import type { VNode } from 'preact';
import { ConnectPanel } from '../../views/accounts/connect-panel.js';
import { Card } from '../../views/macros/card.js';
import { NoAccess, Notice, OldCopy, Unavailable, Unsupported } from '../../views/macros/notice.js';
import { Root } from '../../views/parts/root.js';
import { instanceName, type GitLabInstance } from '../gitlab/instance.js';
import { cardOf } from './card.js';
import type { MacroResult } from './outcome.js';
import { subjectModel } from './subject.js';
import { plainUrl, secondsUntil, wordsForAge } from './words.js';

/** What a result is drawn from, besides itself. */
export interface RenderSetting {
  readonly instances: readonly GitLabInstance[];
  /** Address of the same content as a fragment. */
  readonly fragment: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A macro's result as the `<main>` of a block. */
export function renderBlock(result: MacroResult, setting: RenderSetting): VNode {
  const retryAfter = result.outcome === 'unavailable' ? secondsUntil(result.retryAt, setting.now) : undefined;
  return (
    <Root outcome={result.outcome} fragment={setting.fragment} look="block" retryAfter={retryAfter}>
      {content(result, setting)}
    </Root>
  );
}

function content(result: MacroResult, { instances, now }: RenderSetting): VNode {
  if (result.outcome === 'unsupported') {
    return <Unsupported text={result.text} url={plainUrl(result.text)} hosts={instances.map(instanceName)} />;
  }
  const { instance } = result.subject;
  const subject = subjectModel(result.subject);
  const named = { id: instance.id, name: instanceName(instance) };
  switch (result.outcome) {
    case 'shown':
      return <Card card={cardOf(result.thing, { instance, now, seenAs: result.seenAs })} />;
    case 'connect':
    case 'reconnect':
      return (
        <Notice subject={subject}>
          <ConnectPanel mode={result.outcome === 'connect' ? result.mode : 'reconnect'} size="full" instance={named} />
        </Notice>
      );
    case 'no-access':
      return <NoAccess subject={subject} account={{ username: result.seenAs, host: named.name, instance: instance.id }} />;
    case 'unavailable': {
      const about = { reason: result.reason, host: named.name, retryAfter: secondsUntil(result.retryAt, now) };
      if (!result.lastCopy) return <Unavailable subject={subject} {...about} />;
      const { thing, takenAt } = result.lastCopy;
      return (
        <>
          <OldCopy {...about} age={wordsForAge(takenAt, now)} />
          <Card card={cardOf(thing, { instance, now })} />
        </>
      );
    }
  }
}
