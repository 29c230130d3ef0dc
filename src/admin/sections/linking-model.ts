import type { GroupModel, LinkingModel } from '../../../views/admin/linking-policy.js';
import type { Confluence } from '../../connect/confluence.js';
import { badRequest } from '../../errors.js';
import type { Policies } from '../../sites/policies.js';
import type { Asked } from '../section.js';

type Group = NonNullable<Policies['linkingGroups']>[number];

/** The form of who may link: the groups that are chosen and, where somebody searches, those that Confluence finds. */
export async function linkingModel({ confluence }: { readonly confluence: Pick<Confluence, 'groups'> }, asked: Asked, { linkingGroups, guestsMayLink }: Policies): Promise<LinkingModel> {
  const { caller, query, words, signal } = asked;
  const typed = query['groups'];
  const searched = typeof typed === 'string' ? typed.trim().slice(0, 100) : '';
  const found = searched === '' ? undefined : await confluence.groups(caller.tenant, searched, signal);
  const told = searched === '' ? undefined : found ? words.say('policies.groupsFound', { count: found.length }) : words.say('policies.groupsUntold');
  const chosen = linkingGroups ?? [];
  const others = (found ?? []).filter(({ id }) => !chosen.some((group) => group.id === id));
  return { named: linkingGroups !== null, groups: [...chosen.map((group) => modelOf(group, true)), ...others.map((group) => modelOf(group, false))], guestsMayLink, searched, told };
}

const modelOf = ({ id, name }: Group, chosen: boolean): GroupModel => ({ value: `${id} ${name}`, name, chosen });

/** What a tick of the form says: an id, which has no blank, and the name for showing. @throws AppError 400 */
export function groupOf(value: string): Group {
  const [, id, name] = /^(\S{1,100}) (.{1,255})$/u.exec(value) ?? [];
  if (id === undefined || name === undefined) throw badRequest({ say: 'formUnread' });
  return { id, name };
}
