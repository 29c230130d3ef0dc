import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { Found, Part } from '../loading/part.js';
import { parseShape } from '../calls/shape.js';
import type { UserThing } from '../things/places.js';
import { maybeText, ownUrl } from './parts.js';

const user = z.object({
  username: z.string(),
  name: z.string(),
  webUrl: maybeText,
  state: z.string(),
  bot: z.boolean().nullish(),
  jobTitle: maybeText,
  organization: maybeText,
  location: maybeText,
  pronouns: maybeText,
  bio: maybeText,
  createdAt: maybeText,
  status: z.object({ message: maybeText, availability: maybeText }).nullish(),
});

const PLAIN = 'name webUrl state bot jobTitle location status { message availability }';
const FIELDS = { counted: `${PLAIN} organization pronouns bio createdAt`, plain: PLAIN } as const;

function users(detail: keyof typeof FIELDS, cost: number): Part {
  return {
    name: detail === 'counted' ? 'users' : 'plainUsers',
    within: 'user',
    inside: [],
    field: undefined,
    keyType: '',
    keyField: undefined,
    most: 1,
    select: () => FIELDS[detail],
    fragments: [],
    cost: () => cost,
    optional: ['status'],
  };
}

/** The person; the second without what the oldest versions served don't have. */
export const USERS = [users('counted', 13), users('plain', 9)] as const;

/** @throws GitLabError for another shape */
export function readUser({ value: found }: Found, instance: GitLabInstance): UserThing {
  const value = parseShape(user, found);
  const { username, name } = value;
  return {
    kind: 'user',
    instance: instance.id,
    username,
    name,
    webUrl: ownUrl(value.webUrl, instance) ?? `${instance.baseUrl}/${encodeURIComponent(username)}`,
    state: value.state,
    bot: value.bot ?? false,
    jobTitle: value.jobTitle || undefined,
    organization: value.organization || undefined,
    location: value.location || undefined,
    pronouns: value.pronouns || undefined,
    bio: value.bio || undefined,
    statusMessage: value.status?.message || undefined,
    busy: value.status?.availability === 'BUSY',
    createdAt: value.createdAt ?? undefined,
  };
}
