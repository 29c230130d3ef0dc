import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { PlainCardModel, PlainFact } from '../../../views/macros/plain-card.js';
import type { SectionModel } from '../../../views/macros/section.js';
import type { Status } from '../../../views/parts/badge.js';
import type { Value } from '../../../views/parts/value.js';
import type { GroupThing, PlaceLink, UserThing } from '../../gitlab/things/places.js';
import type { Setting } from './card.js';
import { textAt } from '../content/place.js';
import { describe } from '../content/prose.js';
import { projectStatuses } from './statuses.js';
import { count, moment, text } from './phrases.js';

/** The first lines of a group's card, and of its chip. */
export function headOfGroup({ fullName, webUrl, visibility }: GroupThing): HeadModel {
  return { icon: 'group', kind: 'Group', tone: 'neutral', title: fullName, url: webUrl, badges: projectStatuses({ visibility, archived: false }) };
}

export function groupCard(thing: GroupThing, setting: Setting, foot: FootModel): PlainCardModel {
  const prose = describe(thing.descriptionHtml, textAt(thing.webUrl, setting));
  const sections: SectionModel[] = prose ? [{ is: 'prose', title: undefined, prose }] : [];
  return {
    kind: 'plain',
    head: headOfGroup(thing),
    foot,
    about: [[text(thing.fullPath)]],
    facts: [...figure('Subgroups', thing.subgroupCount), ...figure('Projects', thing.projectCount), ...figure('Members', thing.memberCount)],
    sections: [
      ...sections,
      ...placesSection('Subgroups', 'group', thing.subgroups, thing.subgroupCount, thing.webUrl),
      ...placesSection('Projects', 'project', thing.projects, thing.projectCount, thing.webUrl),
    ],
  };
}

function figure(name: string, value: number | undefined): PlainFact[] {
  return value === undefined ? [] : [{ name, value: [text(new Intl.NumberFormat('en-GB').format(value))] }];
}

function placesSection(title: string, icon: 'group' | 'project', places: readonly PlaceLink[], total: number | undefined, url: string): SectionModel[] {
  if (places.length === 0) return [];
  const left = (total ?? places.length) - places.length;
  const more = left > 0 ? [text(`and ${count(left, 'more', 'more')}`, url)] : undefined;
  return [{ is: 'rows', title, rows: places.map(({ name, webUrl }) => ({ icon, main: [text(name, webUrl)] })), more }];
}

const UNUSUAL: ReadonlyMap<string, Status> = new Map(Object.entries<Status>({
  blocked: { text: 'Blocked', tone: 'warning', icon: 'lock' },
  ldap_blocked: { text: 'Blocked', tone: 'warning', icon: 'lock' },
  banned: { text: 'Banned', tone: 'warning', icon: 'lock' },
  deactivated: { text: 'Deactivated', tone: 'neutral', icon: 'paused' },
  blocked_pending_approval: { text: 'Not approved yet', tone: 'neutral', icon: 'paused' },
}));

/** The first lines of a person's card, and of their chip. */
export function headOfUser({ name, webUrl, state, bot, busy }: UserThing): HeadModel {
  const unusual = UNUSUAL.get(state);
  const badges: Status[] = [
    ...(unusual ? [unusual] : []),
    ...(bot ? [{ text: 'Bot', tone: 'neutral', icon: 'running' } as const] : []),
    ...(busy ? [{ text: 'Busy', tone: 'warning', icon: 'paused' } as const] : []),
  ];
  return { icon: 'person', kind: bot ? 'Bot' : 'Person', tone: 'neutral', title: name, url: webUrl, badges };
}

export function userCard(thing: UserThing, foot: FootModel): PlainCardModel {
  const fact = (name: string, value: Value | undefined): PlainFact[] => (value ? [{ name, value: [value] }] : []);
  const words = (name: string, value: string | undefined) => fact(name, value === undefined ? undefined : text(value));
  return {
    kind: 'plain',
    head: headOfUser(thing),
    foot,
    about: [[text(`@${thing.username}`)], ...(thing.pronouns === undefined ? [] : [[text(thing.pronouns)]])],
    facts: [
      ...words('Job title', thing.jobTitle),
      ...words('Organization', thing.organization),
      ...words('Location', thing.location),
      ...words('Status', thing.statusMessage),
      ...fact('Member since', thing.createdAt === undefined ? undefined : moment(thing.createdAt)),
      ...words('About', thing.bio),
    ],
    sections: [],
  };
}
