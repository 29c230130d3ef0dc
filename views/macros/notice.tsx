import type { ComponentChildren, VNode } from 'preact';
import { Icon, type IconName } from '../parts/icon.js';
import { Outside } from '../parts/outside.js';
import { useAge } from '../parts/age.js';
import { useWords } from '../words/context.js';
import type { Words } from '../words/words.js';
import { Account, type AccountModel } from './account.js';
import { Request, type AccessRequest } from './request.js';

/** What a macro points to, as far as its own URL tells: it gives nothing away. */
export interface SubjectModel {
  /** `acme/web#12` */
  readonly text: string;
  readonly url: string;
  readonly icon: IconName;
}

export function Subject({ text, url, icon }: SubjectModel): VNode {
  return (
    <h1 class="subject">
      <Icon name={icon} />
      <Outside href={url}>
        <bdi dir="ltr">{text}</bdi>
      </Outside>
    </h1>
  );
}

/** A small card in place of content: which thing, what is known, and the one action that helps. */
export function Notice({ subject, children }: { subject: SubjectModel; children: ComponentChildren }): VNode {
  return (
    <article class="card notice">
      <Subject {...subject} />
      {children}
    </article>
  );
}

export function NoAccess({ subject, account, request }: { subject: SubjectModel; account: AccountModel; request: AccessRequest }): VNode {
  const words = useWords();
  return (
    <Notice subject={subject}>
      <p>{words.say('notices.noAccess')}</p>
      <div class="notice-actions">
        <Request {...request} />
        <Outside href={subject.url}>{words.say('notices.openInGitLab')}</Outside>
      </div>
      <Account {...account} />
    </Notice>
  );
}

export interface UnsupportedProps {
  /** What the macro holds, as text. */
  readonly text: string;
  /** The same as a link, when it is one. */
  readonly url: string | undefined;
  /** Names of the instances whose links are understood. */
  readonly hosts: readonly string[];
  /** What else is wrong with the macro. */
  readonly problem?: string | undefined;
  /** For whoever wrote the page. */
  readonly request: AccessRequest;
}

/** A link that only happens to look like GitLab's is nobody's mistake: then there is nothing to tell its author. */
export function Unsupported({ text, url, hosts, problem, request }: UnsupportedProps): VNode {
  const words = useWords();
  return (
    <div class="unsupported">
      <h1 class="plain-link">
        <Icon name="link" />
        {url === undefined ? <span>{text || words.say('notices.noLink')}</span> : <Outside href={url}>{text}</Outside>}
      </h1>
      <p class="quiet">{problem ?? words.say('notices.supported', { hosts: hosts.join(', ') })}</p>
      {problem === undefined && url !== undefined ? null : <Request {...request} />}
    </div>
  );
}

export interface UnavailableProps {
  readonly reason: 'slow' | 'limited';
  readonly host: string;
  /** Whole seconds until it is tried again. */
  readonly retryAfter: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Why there is no answer, and how old what is shown instead is. */
export function reasonWords(words: Words, { reason, host }: Pick<UnavailableProps, 'reason' | 'host'>, age: string | undefined): string {
  const why = words.say(reason === 'limited' ? 'notices.limited' : 'notices.slow', { host });
  return age === undefined ? why : `${why} ${words.say('notices.lastCopy', { ago: age })}`;
}

/** `in 30 seconds`, `in 5 minutes`. */
export function whenWords(words: Words, { retryAfter }: Pick<UnavailableProps, 'retryAfter'>): string {
  return words.say('notices.in', { unit: retryAfter < 100 ? 'seconds' : 'minutes', count: retryAfter < 100 ? retryAfter : Math.round(retryAfter / 60) });
}

export function Unavailable({ subject, ...about }: UnavailableProps & { subject: SubjectModel }): VNode {
  return (
    <Notice subject={subject}>
      <TryAgain about={about} age={undefined} />
    </Notice>
  );
}

/** Above the viewer's own last copy: why it is old, and how old it is. */
export function OldCopy({ age, ...about }: UnavailableProps & { age: string }): VNode {
  return (
    <div class="banner">
      <TryAgain about={about} age={age} />
    </div>
  );
}

/** Below what is shown: how old it is (`age` in whole minutes, as milliseconds), which the frame's script keeps true, and a way to have it newer. */
export function AsOf({ age, shared }: { age: number; shared?: true | undefined }): VNode {
  const refresh = useWords().say('reading.refresh');
  const aged = useAge(age);
  return (
    <p class="as-of">
      {shared ? <SharedNote /> : null}
      <span {...aged?.data}>{aged?.words}</span>
      <button type="button" class="bare" data-action="retry" aria-label={refresh} title={refresh}>
        <Icon name="retry" />
      </button>
    </p>
  );
}

/** Marks what a token of the administrators' showed: it is more than anybody may see, and not what this reader's own account does. */
export function SharedNote(): VNode {
  const words = useWords();
  return (
    <span class="shared-note" title={words.say('notices.sharedHint')}>
      <Icon name="group" /> {words.say('notices.shared')}
    </span>
  );
}

/** The script adds the time of day, by the clock of whoever reads. */
function TryAgain({ about, age }: { about: UnavailableProps; age: string | undefined }): VNode {
  const words = useWords();
  const due = new Date(about.now + about.retryAfter * 1_000).toISOString();
  return (
    <div class="try-again">
      <p>
        {reasonWords(words, about, age)}{' '}
        {words.rich('notices.triedAgain', {
          when: whenWords(words, about),
          time: (inside) => (
            <time dateTime={due} data-clock="">
              {inside}
            </time>
          ),
        })}
      </p>
      <button type="button" data-action="retry">
        <Icon name="retry" />
        {words.say('notices.tryAgain')}
      </button>
    </div>
  );
}
