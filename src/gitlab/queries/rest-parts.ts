import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { Person } from '../things/things.js';
import { maybeText, ownUrl } from './parts.js';

/** A user as REST tells it within other things: https://docs.gitlab.com/api/users/ */
export const restPerson = z.object({ name: z.string(), username: z.string(), web_url: maybeText });

export function readRestPerson({ name, username, web_url }: z.infer<typeof restPerson>, instance: GitLabInstance): Person {
  return { name, username, webUrl: ownUrl(web_url, instance) ?? `${instance.baseUrl}/${encodeURIComponent(username)}` };
}
