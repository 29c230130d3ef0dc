import type { IconName } from '../../views/parts/icon.js';
import type { Status } from '../../views/parts/badge.js';
import type { RowModel } from '../../views/home/work-row.js';
import type { Words } from '../../views/words/words.js';
import type { Todo, Work } from '../gitlab/finding/own-work.js';
import type { SeenThing } from '../gitlab/finding/seen-things.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import { parseReference } from '../gitlab/references/parse-reference.js';
import { referenceUrl } from '../gitlab/references/reference-url.js';
import type { Reference } from '../gitlab/references/reference.js';

/** An issue or merge request. */
export function workRow({ kind, title, reference, state, confidential, webUrl, updatedAt }: Work, words: Words, now: number): RowModel {
  return {
    kind, icon: ICONS[kind] ?? 'link', kindName: kindName(kind, words), title, url: webUrl, isMacro: true, reference, project: /^[^#!&]*/.exec(reference)?.[0] ?? '',
    state: statusOf(kind, state, words), stateName: state, confidential, note: undefined, ...when(updatedAt, words, now),
  };
}

export function todoRow({ title, action, target, author, place, webUrl, createdAt }: Todo, instance: GitLabInstance, words: Words, now: number): RowModel {
  const reference = webUrl === undefined ? undefined : parseReference(webUrl, [instance]);
  const kind = reference?.kind ?? TARGETS[target] ?? 'other';
  return {
    kind, icon: ICONS[kind] ?? 'tasks', kindName: kindName(kind, words), title: title ?? nameOf(reference, words) ?? place ?? kindName(kind, words), url: webUrl, isMacro: reference !== undefined,
    reference: reference && shortName(reference), project: place ?? '', state: undefined, stateName: undefined, confidential: false,
    note: words.say('home.todo', { action, author: author ?? '', hasAuthor: author === undefined ? 'no' : 'yes' }), ...when(createdAt, words, now),
  };
}

export function seenRow({ reference, title, state, confidential, webUrl }: SeenThing, instance: GitLabInstance, words: Words): RowModel {
  const { kind } = reference;
  return {
    kind, icon: ICONS[kind] ?? 'link', kindName: kindName(kind, words), title: title ?? nameOf(reference, words) ?? kindName(kind, words), url: webUrl ?? referenceUrl(reference, instance), isMacro: true,
    reference: shortName(reference), project: 'fullPath' in reference ? (reference.fullPath ?? '') : '', state: state === undefined ? undefined : statusOf(kind, state, words), stateName: state, confidential,
    note: undefined, at: undefined, when: undefined, exactly: undefined,
  };
}

const ICONS: Readonly<Record<string, IconName>> = {
  issue: 'issue', 'work-item': 'issue', epic: 'epic', 'merge-request': 'merge', project: 'project', group: 'group', user: 'person', file: 'file', folder: 'folder', commit: 'commit', comparison: 'compare',
  branch: 'branch', tag: 'tag', pipeline: 'pipeline', 'latest-pipeline': 'pipeline', job: 'job', milestone: 'milestone', release: 'release', iteration: 'iteration', snippet: 'snippet', wiki: 'book',
  environment: 'environment', board: 'tasks', list: 'tasks',
};

/** GitLab's words for what a to-do is about, where its address says nothing. */
const TARGETS: Readonly<Record<string, Reference['kind']>> = { issue: 'issue', workitem: 'work-item', epic: 'epic', mergerequest: 'merge-request', commit: 'commit', project: 'project', namespace: 'group', wikipagemeta: 'wiki' };

function kindName(kind: string, words: Words): string {
  return words.say('home.kind', { kind: kind.replaceAll('-', '_') });
}

function statusOf(kind: string, state: string, words: Words): Status {
  const text = words.say('home.state', { state });
  switch (state) {
    case 'opened':
      return { text, tone: 'success', icon: kind === 'merge-request' ? 'merge' : 'open' };
    case 'draft':
      return { text, tone: 'neutral', icon: 'draft' };
    case 'merged':
      return { text, tone: 'information', icon: 'merge' };
    case 'locked':
      return { text, tone: 'warning', icon: 'lock' };
    default:
      return kind === 'merge-request' ? { text, tone: 'danger', icon: 'cross' } : { text, tone: 'information', icon: 'check' };
  }
}

/** `group/project#12`, as GitLab writes it; undefined for what has no such short name. */
function shortName(reference: Reference): string | undefined {
  switch (reference.kind) {
    case 'issue':
    case 'work-item':
      return `${reference.fullPath}#${reference.iid}`;
    case 'epic':
      return `${reference.fullPath}&${reference.iid}`;
    case 'merge-request':
      return `${reference.fullPath}!${reference.iid}`;
    default:
      return undefined;
  }
}

/** What is called by its address alone. */
function nameOf(reference: Reference | undefined, words: Words): string | undefined {
  switch (reference?.kind) {
    case 'file':
    case 'folder':
      return reference.refAndPath === '' ? reference.fullPath : reference.refAndPath;
    case 'commit':
      return words.say('home.commit', { sha: reference.sha.slice(0, 8) });
    case 'comparison':
      return `${reference.from}${reference.straight ? '..' : '...'}${reference.to}`;
    case 'branch':
    case 'tag':
      return reference.name;
    case 'release':
      return reference.tag;
    case 'wiki':
      return reference.slug;
    case 'pipeline':
    case 'job':
    case 'environment':
    case 'snippet':
    case 'iteration':
      return words.say('home.numbered', { kind: kindName(reference.kind, words), number: String(reference.id) });
    case 'milestone':
      return words.say('home.numbered', { kind: kindName(reference.kind, words), number: String(reference.iid) });
    case 'list':
      return words.say('home.listOf', { of: reference.of.replaceAll('-', '_'), place: reference.fullPath });
    case 'board':
    case 'latest-pipeline':
      return words.say('home.in', { kind: kindName(reference.kind, words), place: reference.fullPath });
    default:
      return undefined;
  }
}

const DAY_MS = 24 * 3_600_000;

/** What happened today says how long ago, all else its day. */
function when(at: string | undefined, words: Words, now: number): Pick<RowModel, 'at' | 'when' | 'exactly'> {
  const time = new Date(at ?? '');
  if (Number.isNaN(time.getTime())) return { at: undefined, when: undefined, exactly: undefined };
  const age = Math.max(0, now - time.getTime());
  return { at: time.toISOString(), when: age < DAY_MS ? words.ago(age) : words.day(time), exactly: words.minute(time) };
}
