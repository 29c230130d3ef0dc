import { GROUPS, readGroup } from '../queries/group.js';
import { readUser, USERS } from '../queries/user.js';
import type { PlaceReference, UserReference } from '../references/reference.js';
import type { GroupThing, UserThing } from '../things/places.js';
import { askInTurn, PlaceMissing, pieceOf } from './in-turn.js';
import type { Asker } from './part.js';

/** @throws GitLabError, as `askInTurn` does */
export function loadGroup(asker: Asker, { fullPath }: Pick<PlaceReference, 'fullPath'>): Promise<GroupThing> {
  return askInTurn(asker, GROUPS.map((part) => ({ piece: pieceOf(part, fullPath, ''), read: (found) => readGroup(found, asker.instance) })));
}

/** @throws GitLabError, as `askInTurn` does */
export function loadUser(asker: Asker, { username }: Pick<UserReference, 'username'>): Promise<UserThing> {
  return askInTurn(asker, USERS.map((part) => ({ piece: pieceOf(part, username, ''), read: (found) => readUser(found, asker.instance) })));
}

/** A group or a person, asked for together: they can't share a name. @throws GitLabError, as `askInTurn` does */
export async function loadNamespace(asker: Asker, { fullPath }: PlaceReference): Promise<GroupThing | UserThing> {
  const [group, user] = await Promise.allSettled([loadGroup(asker, { fullPath }), loadUser(asker, { username: fullPath })]);
  if (group.status === 'fulfilled') return group.value;
  if (!(group.reason instanceof PlaceMissing)) throw group.reason;
  if (user.status === 'fulfilled') return user.value;
  throw user.reason;
}
