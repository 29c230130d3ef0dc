import type { VNode } from 'preact';
import { Badge, type Status } from '../parts/badge.js';
import { Icon, type IconName } from '../parts/icon.js';
import { Outside } from '../parts/outside.js';
import { useWords } from '../words/context.js';

/** One thing in a list of the GitLab page. */
export interface RowModel {
  /** `issue`, `merge-request`, …: what the filter goes by. */
  readonly kind: string;
  readonly icon: IconName;
  /** The kind in words. */
  readonly kindName: string;
  readonly title: string;
  readonly url: string | undefined;
  /** Whether a macro can show it. */
  readonly isMacro: boolean;
  /** `group/project#12` */
  readonly reference: string | undefined;
  /** Full path of the project or group; empty for what is in none. */
  readonly project: string;
  readonly state: Status | undefined;
  /** What the filter goes by. */
  readonly stateName: string | undefined;
  readonly confidential: boolean;
  /** A few words more. */
  readonly note: string | undefined;
  /** ISO 8601, then in words, shortly and exactly. */
  readonly at: string | undefined;
  readonly when: string | undefined;
  readonly exactly: string | undefined;
  /** Names the GitLab where there are several. */
  readonly gitlab?: string;
}

export function WorkRow(row: RowModel): VNode {
  const words = useWords();
  const { icon, kindName, title, url, reference, state, confidential, note, at, when, exactly, gitlab } = row;
  return (
    <li class="work-row" data-row data-kind={row.kind} data-project={row.project} data-state={row.stateName ?? ''}>
      <span class="work-icon">
        <Icon name={icon} label={kindName} />
      </span>
      <div class="work-text">
        <p class="work-title" dir="auto" data-title>
          {url === undefined ? title : <Outside href={url}>{title}</Outside>}
        </p>
        <p class="byline">
          {state ? <Badge {...state} /> : null}
          {confidential ? <Badge text={words.say('home.confidential')} tone="warning" icon="eyeOff" /> : null}
          {reference ?? row.project ? <span>{reference ?? row.project}</span> : null}
          {note ? <span>{note}</span> : null}
          {gitlab ? <span>{gitlab}</span> : null}
          {at ? (
            <time dateTime={at} title={exactly}>
              {when}
            </time>
          ) : null}
        </p>
      </div>
      {url === undefined ? null : (
        <div class="work-copy">
          {row.isMacro ? <Copy action="copy-macro" icon="snippet" label={words.say('home.copyMacro', { title })} hint={words.say('home.copyMacroHint')} /> : null}
          <Copy action="copy-link" icon="link" label={words.say('home.copyLink', { title })} hint={words.say('home.copyLinkHint')} />
        </div>
      )}
    </li>
  );
}

function Copy({ action, icon, label, hint }: { action: string; icon: IconName; label: string; hint: string }): VNode {
  return (
    <button type="button" class="bare copy" data-action={action} aria-label={label} title={hint}>
      <Icon name={icon} />
    </button>
  );
}
