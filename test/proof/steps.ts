import { GITLAB_USERS, GROUPS, PLACES, type Username } from './gitlab-world.js';
import { pageAbout, SPACES } from './pages.js';
import type { Random } from './random.js';

interface Somebody {
  readonly tenant: number;
  /** A key of the site's users. */
  readonly person: string;
}
/** Which instance of the app is asked, counted round. */
interface Somewhere {
  readonly server: number;
}

/** Everything that can happen, as plain data: a sequence of these is all that a run is made of. */
export type Step =
  /** All frames of a page at once, of each of those people. */
  | ({ readonly is: 'view'; readonly tenant: number; readonly page: number; readonly people: readonly string[] } & Somewhere)
  /** Addresses that frames use themselves, those that others were given included. */
  | ({ readonly is: 'refresh'; readonly from: number; readonly count: number; readonly space: number; readonly cause: string } & Somebody & Somewhere)
  | ({ readonly is: 'export'; readonly page: number; readonly mode: 'pdf' | 'word' | 'email'; readonly named: boolean } & Somebody & Somewhere)
  | ({ readonly is: 'pictures'; readonly from: number; readonly count: number } & Somewhere)
  | ({ readonly is: 'home' } & Somebody & Somewhere)
  | ({ readonly is: 'find'; readonly place: string; readonly words: string } & Somebody & Somewhere)
  | ({ readonly is: 'administer'; readonly section: number } & Somebody & Somewhere)
  | ({ readonly is: 'link'; readonly username: Username } & Somebody & Somewhere)
  | ({ readonly is: 'unlink'; readonly way: 'disconnect' | 'erase' | 'administrator' } & Somebody & Somewhere)
  /** GitLab ends all tokens of somebody. */
  | { readonly is: 'revoke'; readonly username: Username }
  | { readonly is: 'member'; readonly username: Username; readonly place: string; readonly role: 'guest' | 'reporter' | 'developer' | 'none' }
  | { readonly is: 'visibility'; readonly place: string; readonly visibility: 'public' | 'internal' | 'private' }
  | { readonly is: 'confidential'; readonly place: string; readonly iid: number }
  | ({ readonly is: 'policy'; readonly tenant: number; readonly policy: 'unlinked' | 'exports' | 'spaces' | 'places'; readonly value: string } & Somewhere)
  | ({ readonly is: 'share'; readonly tenant: number; readonly token: string; readonly space: string; readonly guests: boolean; readonly anonymous: boolean; readonly exports: boolean } & Somewhere)
  /** GitLab fails for as long as these take. */
  | { readonly is: 'fault'; readonly fault: '429' | '500'; readonly steps: readonly Step[] }
  | { readonly is: 'wait'; readonly ms: number }
  | { readonly is: 'reinstall'; readonly tenant: number }
  /** Looks into logs, database and Redis. */
  | { readonly is: 'search' }
  /** All of them at once. */
  | { readonly is: 'together'; readonly steps: readonly Step[] };

/** Whoever may link comes twice as often. */
const READERS = ['dana', 'gerda', 'ada', 'uma', 'dana', 'gerda', 'ada', 'gil', 'anonymous'] as const;
const LINKABLE_PEOPLE = ['dana', 'gerda', 'uma', 'ada'] as const;
const PATHS = Object.values(PLACES);
const MINUTE = 60_000;

/** How often each comes, of all. */
const WEIGHTS: readonly (readonly [number, (random: Random) => Step | readonly Step[]])[] = [
  [30, view],
  [16, (random) => ({ is: 'refresh', ...somebody(random), ...somewhere(random), from: random.below(1_000), count: 16, space: random.below(2), cause: random.pick(['first', 'news', 'wish']) })],
  [10, exported],
  [4, (random) => ({ is: 'pictures', ...somewhere(random), from: random.below(10_000), count: 24 })],
  [6, home],
  [6, (random) => ({ is: 'find', ...somebody(random), ...somewhere(random), place: random.pick(PATHS), words: random.pick(['', '', '1', 'plan', 'kan']) })],
  [3, (random) => ({ is: 'administer', tenant: random.below(2), person: random.once(4) ? 'dana' : 'ada', ...somewhere(random), section: random.below(1_000) })],
  [6, (random) => ofSomebody(random, link(random))],
  [3, (random) => ofSomebody(random, { is: 'unlink', ...linkable(random), ...somewhere(random), way: random.pick(['disconnect', 'disconnect', 'erase', 'administrator']) })],
  [3, (random) => ({ is: 'revoke', username: random.pick(GITLAB_USERS) })],
  [5, (random) => ({ is: 'member', username: random.pick(GITLAB_USERS.slice(1)), place: random.pick([...PATHS, ...GROUPS]), role: random.pick(['guest', 'reporter', 'developer', 'none', 'none']) })],
  [2, (random) => ({ is: 'visibility', place: random.pick([PLACES.swing, PLACES.crew, PLACES.open]), visibility: random.pick(['public', 'internal', 'private']) })],
  [2, (random) => ({ is: 'confidential', place: random.pick(PATHS), iid: 1 + random.below(5) })],
  [6, (random) => ofSite(random, policy(random))],
  [5, (random) => andLook(random, share(random))],
  [4, fault],
  [14, wait],
  [1, reinstall],
  [2, () => ({ is: 'search' })],
  [4, (random) => ({ is: 'together', steps: [view(random), random.pick([view, link, policy, disconnect])(random)] })],
];
const TOTAL = WEIGHTS.reduce((sum, [weight]) => sum + weight, 0);

/** Each kind once, and then a link for everybody who may have one, so that neither is left to chance. */
export function firstSteps(random: Random): readonly Step[] {
  const links = [0, 1].flatMap((tenant) => LINKABLE_PEOPLE.map((person): Step => ({ is: 'link', tenant, person, username: random.pick(['owl', 'elk', 'fox']), ...somewhere(random) })));
  return [...WEIGHTS.flatMap(([, make]) => [make(random)].flat()), ...links];
}

/** What happens next; a change comes with people who look at the same before and after it. */
export function nextSteps(random: Random): readonly Step[] {
  let left = random.below(TOTAL);
  for (const [weight, make] of WEIGHTS) {
    if (left < weight) return [make(random)].flat();
    left -= weight;
  }
  return [];
}

type Of<K extends Step['is']> = Extract<Step, { is: K }>;

function ofSomebody(random: Random, change: Of<'link' | 'unlink'>): readonly Step[] {
  const page = random.below(1_000);
  const look = (): Step => ({ is: 'view', tenant: change.tenant, page, people: [change.person], ...somewhere(random) });
  return random.once(2) ? [change] : [look(), change, look()];
}

/** Some link anew, since nobody has a link after it. */
function reinstall(random: Random): readonly Step[] {
  const tenant = random.below(2);
  return [{ is: 'reinstall', tenant }, ...(['dana', 'ada'] as const).map((person): Step => ({ is: 'link', tenant, person, username: random.pick(['owl', 'elk', 'fox']), ...somewhere(random) }))];
}

/** Whoever has no link looks at what the token is for. */
function andLook(random: Random, change: Of<'share'>): readonly Step[] {
  const covered = PATHS.filter((path) => path === change.token || path.startsWith(`${change.token}/`));
  const project = random.pick(covered);
  const pages = [0, 1 + random.below(2)].map((nth) => pageAbout(project, change.space, nth));
  const looks = pages.map((page): Step => ({ is: 'view', tenant: change.tenant, page, people: random.some(['gil', 'anonymous', 'uma'], 2), ...somewhere(random) }));
  const [page = 0] = pages;
  return [change, ...looks, { ...exported(random), tenant: change.tenant, person: random.pick(['gil', 'uma']), page }];
}

/** Most of what narrows is opened again, so that there goes on to be something to show. */
function ofSite(random: Random, change: Of<'policy'>): readonly Step[] {
  const page = random.below(1_000);
  const look = (people: readonly string[]): Step => ({ is: 'view', tenant: change.tenant, page, people: [...new Set(people)], ...somewhere(random) });
  const reader = random.pick(LINKABLE_PEOPLE);
  const after = change.policy === 'exports' ? { ...exported(random), tenant: change.tenant, person: reader, named: true } : look([random.pick(READERS), 'anonymous']);
  const opened: Step = { ...change, ...somewhere(random), value: OPEN[change.policy] };
  return [look([random.pick(READERS)]), change, after, ...(random.once(4) ? [] : [opened])];
}

/** All that a run has to come to. */
export const KINDS: readonly Step['is'][] = ['view', 'refresh', 'export', 'pictures', 'home', 'find', 'administer', 'link', 'unlink', 'revoke', 'member', 'visibility', 'confidential', 'policy', 'share', 'fault', 'wait', 'reinstall', 'search', 'together'];

function somebody(random: Random): Somebody {
  return { tenant: random.below(2), person: random.pick(READERS) };
}

function linkable(random: Random): Somebody {
  return { tenant: random.below(2), person: random.pick(LINKABLE_PEOPLE) };
}

function somewhere(random: Random): Somewhere {
  return { server: random.below(2) };
}

function view(random: Random): Step {
  return { is: 'view', tenant: random.below(2), page: random.below(1_000), people: [...new Set(random.some(READERS, 1 + random.below(3)))], ...somewhere(random) };
}

function link(random: Random): Of<'link'> {
  return { is: 'link', ...linkable(random), ...somewhere(random), username: random.pick(GITLAB_USERS) };
}

function disconnect(random: Random): Step {
  return { is: 'unlink', ...linkable(random), ...somewhere(random), way: 'disconnect' };
}

function fault(random: Random): Step {
  const [before, after] = [view(random), random.pick([view, wait, home, exported])(random)];
  return { is: 'fault', fault: random.pick(['429', '500']), steps: random.once(2) ? [before, after] : [wait(random), before, after] };
}

function wait(random: Random): Step {
  return { is: 'wait', ms: random.pick([200, 1_500, 2_100, 11_000, 31_000, 31_000, 2 * MINUTE, 6 * MINUTE, 6 * MINUTE, 70 * MINUTE, 130 * MINUTE, 300 * MINUTE]) };
}

function home(random: Random): Step {
  return { is: 'home', ...somebody(random), ...somewhere(random) };
}

function exported(random: Random): Of<'export'> {
  return { is: 'export', ...somebody(random), ...somewhere(random), page: random.below(1_000), mode: random.pick(['pdf', 'word', 'email']), named: !random.once(3) };
}

const OPEN = { unlinked: 'operator', exports: 'content', spaces: '', places: '' } as const;
const NARROW: Readonly<Record<Of<'policy'>['policy'], readonly string[]>> = {
  unlinked: ['shared', 'nothing', 'nothing'],
  exports: ['title', 'link', 'nothing'],
  spaces: SPACES.map(({ key }) => key),
  places: ['reef', PLACES.open, 'reef/deep', PLACES.vault],
};

function policy(random: Random): Of<'policy'> {
  const name = random.pick(['unlinked', 'exports', 'spaces', 'places'] as const);
  return { is: 'policy', tenant: random.below(2), ...somewhere(random), policy: name, value: random.once(4) ? OPEN[name] : random.pick(NARROW[name]) };
}

function share(random: Random): Of<'share'> {
  return { is: 'share', tenant: random.below(2), ...somewhere(random), token: random.pick(['reef', 'reef/deep', PLACES.open, 'atoll']), space: random.pick(SPACES).key, guests: random.once(2), anonymous: random.once(2), exports: random.once(2) };
}
