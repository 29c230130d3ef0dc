import type { VNode } from 'preact';
import { ConnectPanel } from '../../../views/accounts/connect-panel.js';
import { Card } from '../../../views/macros/card.js';
import { AsOf, NoAccess, Notice, OldCopy, Unavailable, Unsupported } from '../../../views/macros/notice.js';
import { Root } from '../../../views/parts/root.js';
import { instanceName, type GitLabInstance } from '../../gitlab/instance.js';
import { cardOf } from '../cards/card.js';
import type { ListLook } from '../cards/list.js';
import type { MacroResult } from '../outcome.js';
import { subjectModel } from './subject.js';
import { plainUrl, secondsUntil, shownAge, wordsForAge } from './words.js';

/** What a result is drawn from, besides itself. */
export interface RenderSetting {
  readonly instances: readonly GitLabInstance[];
  /** Address of the same content as a fragment. */
  readonly fragment: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** It takes the place of what a frame shows already. */
  readonly renewal?: boolean;
  /** See `ConnectCaller`: addresses of ours differ there. */
  readonly elsewhere?: true | undefined;
  /** How a list looks, where its macro says. */
  readonly list?: ListLook;
}

/** An old copy is fetched anew behind the answer: so much later the new one is there, in seconds. */
const RENEW_AFTER_S = 2;

/** Seconds after which a frame should ask again by itself. One that has asked for newer content and got old does not ask again. */
export function retryAfterOf(result: MacroResult, { now, renewal }: RenderSetting): number | undefined {
  if (result.outcome === 'unavailable') return secondsUntil(result.retryAt, now);
  const isOld = result.outcome === 'shown' && shownAge(result.takenAt, now) !== undefined;
  return isOld && !renewal ? RENEW_AFTER_S : undefined;
}

/** A macro's result as the `<main>` of a block. */
export function renderBlock(result: MacroResult, setting: RenderSetting): VNode {
  return (
    <Root outcome={result.outcome} fragment={setting.fragment} look="block" retryAfter={retryAfterOf(result, setting)}>
      {content(result, setting)}
    </Root>
  );
}

function content(result: MacroResult, { instances, now, list }: RenderSetting): VNode {
  if (result.outcome === 'unsupported') {
    return <Unsupported text={result.text} url={plainUrl(result.text)} hosts={instances.map(instanceName)} problem={result.problem} />;
  }
  const { instance } = result.subject;
  const subject = subjectModel(result.subject);
  const named = { id: instance.id, name: instanceName(instance) };
  switch (result.outcome) {
    case 'shown':
      return (
        <>
          <Card card={cardOf(result.thing, { instance, now, seenAs: result.seenAs, ...result.addresses, ...(list ? { list } : {}) })} />
          <AsOf age={shownAge(result.takenAt, now)} />
        </>
      );
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
      const { thing, takenAt, addresses } = result.lastCopy;
      return (
        <>
          <OldCopy {...about} age={wordsForAge(takenAt, now)} />
          <Card card={cardOf(thing, { instance, now, ...addresses, ...(list ? { list } : {}) })} />
        </>
      );
    }
  }
}
