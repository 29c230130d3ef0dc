import type { ComponentChildren, VNode } from 'preact';
import { Icon, type IconName } from '../parts/icon.js';
import { Outside } from '../parts/outside.js';
import { Account, type AccountModel } from './account.js';

/** What a macro points to, as far as its own URL tells: it gives nothing away. */
export interface SubjectModel {
  /** `acme/web#12` */
  readonly text: string;
  readonly url: string;
  readonly icon: IconName;
}

export function Subject({ text, url, icon }: SubjectModel): VNode {
  return (
    <h1 class="subject" dir="ltr">
      <Icon name={icon} />
      <Outside href={url}>{text}</Outside>
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

export function NoAccess({ subject, account }: { subject: SubjectModel; account: AccountModel }): VNode {
  return (
    <Notice subject={subject}>
      <p>
        Your account can’t see this, or it is no longer there. <Outside href={subject.url}>Open in GitLab</Outside>
      </p>
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
}

export function Unsupported({ text, url, hosts, problem }: UnsupportedProps): VNode {
  return (
    <div class="unsupported">
      <h1 class="plain-link">
        <Icon name="link" />
        {url === undefined ? <span>{text || 'No link'}</span> : <Outside href={url}>{text}</Outside>}
      </h1>
      <p class="quiet">{problem ?? `This macro shows what a link to ${hosts.join(', ')} points to: an issue, a merge request, a file, a pipeline, a project and much else.`}</p>
    </div>
  );
}

export interface UnavailableProps {
  readonly reason: 'slow' | 'limited';
  readonly host: string;
  /** Whole seconds until it is tried again. */
  readonly retryAfter: number;
}

/** Why there is no answer, how old what is shown instead is, and when it is tried again. */
export function unavailableWords({ reason, host, retryAfter }: UnavailableProps, age: string | undefined): string {
  const why = reason === 'limited' ? `${host} limits how often it may be asked.` : `${host} does not answer at the moment.`;
  const copy = age === undefined ? '' : ` What you see is from ${age}.`;
  return `${why}${copy} It will be tried again ${inWords(retryAfter)}.`;
}

export function Unavailable({ subject, ...about }: UnavailableProps & { subject: SubjectModel }): VNode {
  return (
    <Notice subject={subject}>
      <TryAgain words={unavailableWords(about, undefined)} />
    </Notice>
  );
}

/** Above the viewer's own last copy: why it is old, and how old it is. */
export function OldCopy({ age, ...about }: UnavailableProps & { age: string }): VNode {
  return (
    <div class="banner">
      <TryAgain words={unavailableWords(about, age)} />
    </div>
  );
}

/** Below a copy that is not quite new. */
export function AsOf({ age }: { age: string | undefined }): VNode | null {
  return age === undefined ? null : <p class="as-of">As of {age}</p>;
}

function TryAgain({ words }: { words: string }): VNode {
  return (
    <div class="try-again">
      <p>{words}</p>
      <button type="button" data-action="retry">
        <Icon name="retry" />
        Try again
      </button>
    </div>
  );
}

/** `in 30 seconds`, `in 5 minutes`. */
function inWords(seconds: number): string {
  if (seconds < 100) return `in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  return `in ${Math.round(seconds / 60)} minutes`;
}
