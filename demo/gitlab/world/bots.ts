import { randomBytes } from 'node:crypto';
import { ACCESS, type AccessLevel, type User, type World } from './model.js';

/** Whose an access token is. */
export type TokenOwner = { readonly username: string } | { readonly group: string; readonly role?: AccessLevel } | { readonly project: string; readonly role?: AccessLevel };

/** The account that a group's or project's token acts as: https://docs.gitlab.com/user/group/settings/group_access_tokens/#bot-users-for-groups */
export function addBot(world: World, of: Exclude<TokenOwner, { username: string }>): User {
  const [kind, path] = 'group' in of ? (['group', of.group] as const) : (['project', of.project] as const);
  const place = (kind === 'group' ? world.groups : world.projects).find(({ fullPath }) => fullPath === path);
  if (!place) throw new Error(`The stand-in has no ${kind} ${path}.`);
  const id = Math.max(...world.users.map((user) => user.id)) + 1;
  const bot: User = { id, username: `${kind}_${place.id}_bot_${randomBytes(16).toString('hex')}`, name: 'reader', jobTitle: '', color: '#555555', external: false, state: 'active', bot: true };
  world.users.push(bot);
  place.members[bot.username] = of.role ?? ACCESS.reporter;
  return bot;
}
