import type { ComponentChildren, VNode } from 'preact';
import { Badge, type Status, type Tone } from '../parts/badge.js';
import { Icon, type IconName } from '../parts/icon.js';
import { Moment } from '../parts/moment.js';
import { Outside } from '../parts/outside.js';
import { useWords } from '../words/context.js';
import { Account, type AccountModel } from './account.js';

export interface HeadModel {
  readonly icon: IconName;
  /** Names the kind to those who can't see the icon: `Issue`. */
  readonly kind: string;
  readonly tone: Tone;
  readonly title: string;
  readonly url: string;
  readonly badges: readonly Status[];
}

/** The first lines of every card: what it is, its title leading to GitLab, its states, and a line about it. */
export function Head({ icon, kind, tone, title, url, badges, children }: HeadModel & { children: ComponentChildren }): VNode {
  return (
    <header class="head">
      <span class={`head-icon ink-${tone}`}>
        <Icon name={icon} label={kind} />
      </span>
      <div class="head-text">
        <h1 class="title" dir="auto">
          <Outside href={url}>{title}</Outside>
        </h1>
        <p class="byline">
          {badges.map((badge) => (
            <Badge {...badge} />
          ))}
          {children}
        </p>
      </div>
    </header>
  );
}

export interface FootModel {
  /** How people call the instance: `gitlab.com`. */
  readonly host: string;
  readonly updatedAt: string | undefined;
  /** Whose eyes this is seen with; undefined when anybody would see the same. */
  readonly account: AccountModel | undefined;
}

/** The last line of every card: where it comes from, how much is going on, and since when. */
export function Foot({ host, updatedAt, account, children }: FootModel & { children?: ComponentChildren }): VNode {
  const words = useWords();
  return (
    <footer class="foot">
      {account === undefined ? <span>{host}</span> : <Account {...account} />}
      {children}
      {updatedAt === undefined ? null : (
        <span class="foot-end">{words.rich('cards.updated', { time: <Moment at={updatedAt} /> })}</span>
      )}
    </footer>
  );
}

/** A number with its icon; `label` says what is counted. */
export function Count({ icon, value, label }: { icon: IconName; value: number | string | undefined; label: string }): VNode | null {
  const words = useWords();
  if (value === undefined || value === 0) return null;
  return (
    <span class="count" title={label}>
      <Icon name={icon} label={label} />
      {typeof value === 'number' ? words.number(value) : value}
    </span>
  );
}

/** Names and values side by side; what has no value is left out. */
export function Facts({ children }: { children: ComponentChildren }): VNode {
  return <dl class="facts">{children}</dl>;
}

export function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
