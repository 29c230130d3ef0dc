import type { VNode } from 'preact';
import { ConnectPanel } from '../../../views/accounts/connect-panel.js';
import { Card, FoldedCard, type CardModel } from '../../../views/macros/card.js';
import { AsOf, NoAccess, Notice, OldCopy, SharedNote, Unavailable, Unsupported } from '../../../views/macros/notice.js';
import { Root } from '../../../views/parts/root.js';
import { instanceName, type GitLabInstance } from '../../gitlab/instance.js';
import { cardOf } from '../cards/card.js';
import type { ListLook } from '../cards/list.js';
import { compactCard } from '../cards/compact.js';
import type { Words } from '../../../views/words/words.js';
import type { MacroResult } from '../outcome.js';
import type { Presentation } from '../parameters/presentation.js';
import { subjectModel } from './subject.js';
import { authorNote, accessRequest } from './requests.js';
import { ageOf, isAged, plainUrl, secondsUntil, wordsForAge, wordsForProblem } from './words.js';

/** What a result is drawn from, besides itself. */
export interface RenderSetting {
  readonly instances: readonly GitLabInstance[];
  /** Of the site's settings, on which addresses of ours and what may show depend. */
  readonly version?: string;
  readonly words: Words;
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
  /** Address of the Confluence page around the frame, where that is known. */
  readonly page?: string | undefined;
  /** How the block looks, where its macro says; everything without it. */
  readonly presentation?: Presentation;
}

/** An old copy is fetched anew behind the answer: so much later the new one is there, in seconds. */
const RENEW_AFTER_S = 2;

/** Seconds after which a frame should ask again by itself. One that has asked for newer content and got old does not ask again. */
export function retryAfterOf(result: MacroResult, { now, renewal }: RenderSetting): number | undefined {
  if (result.outcome === 'unavailable') return secondsUntil(result.retryAt, now);
  const isOld = result.outcome === 'shown' && isAged(result.takenAt, now);
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

function present(card: CardModel, presentation: Presentation | undefined): VNode {
  const shown = presentation?.look === 'card' ? compactCard(card) : card;
  return presentation?.collapsed ? <FoldedCard card={shown} /> : <Card card={shown} />;
}

function content(result: MacroResult, setting: RenderSetting): VNode {
  const { instances, now, list, presentation, words } = setting;
  if (result.outcome === 'unsupported') {
    const problem = wordsForProblem(result.problem, words);
    return <Unsupported text={result.text} url={plainUrl(result.text)} hosts={instances.map(instanceName)} problem={problem} request={authorNote({ text: result.text, problem }, setting)} />;
  }
  const { instance } = result.subject;
  const subject = subjectModel(result.subject, words);
  const named = { id: instance.id, name: instanceName(instance) };
  switch (result.outcome) {
    case 'shown':
      return (
        <>
          {present(cardOf(result.thing, { instance, now, words, seenAs: result.seenAs, asWritten: result.asWritten, ...result.addresses, ...(list ? { list } : {}) }), presentation)}
          <AsOf age={ageOf(result.takenAt, now)} shared={result.shared} />
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
      return <NoAccess subject={subject} account={{ username: result.seenAs, host: named.name, instance: instance.id }} request={accessRequest(result, subject, words)} />;
    case 'unavailable': {
      const about = { reason: result.reason, host: named.name, retryAfter: secondsUntil(result.retryAt, now), now };
      if (!result.lastCopy) return <Unavailable subject={subject} {...about} />;
      const { thing, takenAt, shared, asWritten, addresses } = result.lastCopy;
      return (
        <>
          <OldCopy {...about} age={wordsForAge(takenAt, now, words)} />
          {present(cardOf(thing, { instance, now, words, asWritten, ...addresses, ...(list ? { list } : {}) }), presentation)}
          {shared ? <SharedNote /> : null}
        </>
      );
    }
  }
}
