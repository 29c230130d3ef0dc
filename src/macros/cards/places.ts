import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { SectionModel } from '../../../views/macros/section.js';
import type { Value } from '../../../views/parts/value.js';
import type { MessageKey, Words } from '../../../views/words/words.js';
import type { GroupThing, PlaceLink, UserThing } from '../../gitlab/things/places.js';
import type { Setting } from './card.js';
import { textAt } from '../content/place.js';
import { describe } from '../content/prose.js';
import { said, type State } from './said.js';
import { projectStatuses } from './statuses.js';
import { moment, text } from './phrases.js';

/** The first lines of a group's card, and of its chip. */
export function headOfGroup({ fullName, webUrl, visibility }: GroupThing, words: Words): HeadModel {
  return { icon: 'group', kind: words.say('kinds.group'), tone: 'neutral', title: fullName, url: webUrl, badges: projectStatuses({ visibility, archived: false }, words) };
}

export function groupCard(thing: GroupThing, setting: Setting, foot: FootModel): PlainCardModel {
  const { words } = setting;
  const prose = describe(thing.descriptionHtml, textAt(thing.webUrl, setting));
  const figure = (name: MessageKey, value: number | undefined): PlainFact[] => (value === undefined ? [] : [{ name: words.say(name), value: [text(words.number(value))] }]);
  const sections: SectionModel[] = prose ? [{ is: 'prose', title: undefined, prose }] : [];
  return {
    kind: 'plain',
    head: headOfGroup(thing, words),
    foot,
    about: [[text(thing.fullPath)]],
    facts: [...figure('places.subgroups', thing.subgroupCount), ...figure('places.projects', thing.projectCount), ...figure('places.members', thing.memberCount)],
    sections: [
      ...sections,
      ...placesSection({ title: 'places.subgroups', icon: 'group', places: thing.subgroups, total: thing.subgroupCount, url: thing.webUrl }, words),
      ...placesSection({ title: 'places.projects', icon: 'project', places: thing.projects, total: thing.projectCount, url: thing.webUrl }, words),
    ],
  };
}

interface Places {
  readonly title: MessageKey;
  readonly icon: 'group' | 'project';
  readonly places: readonly PlaceLink[];
  readonly total: number | undefined;
  readonly url: string;
}

function placesSection({ title, icon, places, total, url }: Places, words: Words): SectionModel[] {
  if (places.length === 0) return [];
  const left = (total ?? places.length) - places.length;
  const more = left > 0 ? [text(words.say('places.more', { count: left }), url)] : undefined;
  return [{ is: 'rows', title: words.say(title), rows: places.map(({ name, webUrl }) => ({ icon, main: [text(name, webUrl)] })), more }];
}

const UNUSUAL: ReadonlyMap<string, State> = new Map(Object.entries<State>({
  blocked: { word: 'states.blocked', tone: 'warning', icon: 'lock' },
  ldap_blocked: { word: 'states.blocked', tone: 'warning', icon: 'lock' },
  banned: { word: 'states.banned', tone: 'warning', icon: 'lock' },
  deactivated: { word: 'states.deactivated', tone: 'neutral', icon: 'paused' },
  blocked_pending_approval: { word: 'states.notApproved', tone: 'neutral', icon: 'paused' },
}));
const BOT: State = { word: 'states.bot', tone: 'neutral', icon: 'running' };
const BUSY: State = { word: 'states.busy', tone: 'warning', icon: 'paused' };

/** The first lines of a person's card, and of their chip. */
export function headOfUser({ name, webUrl, state, bot, busy }: UserThing, words: Words): HeadModel {
  const unusual = UNUSUAL.get(state);
  const states = [...(unusual ? [unusual] : []), ...(bot ? [BOT] : []), ...(busy ? [BUSY] : [])];
  return { icon: 'person', kind: words.say(bot ? 'kinds.bot' : 'kinds.person'), tone: 'neutral', title: name, url: webUrl, badges: states.map((one) => said(one, words)) };
}

export function userCard(thing: UserThing, words: Words, foot: FootModel): PlainCardModel {
  const fact = (name: MessageKey, value: Value | undefined): PlainFact[] => (value ? [{ name: words.say(name), value: [value] }] : []);
  const written = (name: MessageKey, value: string | undefined) => fact(name, value === undefined ? undefined : text(value));
  return {
    kind: 'plain',
    head: headOfUser(thing, words),
    foot,
    about: [[text(`@${thing.username}`)], ...(thing.pronouns === undefined ? [] : [[text(thing.pronouns)]])],
    facts: [
      ...written('places.jobTitle', thing.jobTitle),
      ...written('places.organization', thing.organization),
      ...written('places.location', thing.location),
      ...written('places.status', thing.statusMessage),
      ...fact('places.memberSince', thing.createdAt === undefined ? undefined : moment(thing.createdAt)),
      ...written('places.about', thing.bio),
    ],
    sections: [],
  };
}
