import type { Request } from 'express';
import { z } from 'zod';
import type { ConnectCaller } from '../connect/caller.js';
import { badRequest, gone, notFound, unauthorized } from '../errors.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { FlowRow } from './tables.js';

/** What a request says in JSON, checked. @throws AppError 400 */
export function readBody<T>(schema: z.ZodType<T>, req: Request): T {
  const body: unknown = req.body ?? {};
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw badRequest('The request could not be understood.', parsed.error);
  return parsed.data;
}

/** Names an instance; the default one unless it says otherwise. */
export const InstanceBody = z.object({ instance: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/).default('default') });

/** Anonymous readers have no account that anything could be linked to. @throws AppError 401 */
export function accountIdOf(caller: ConnectCaller): string {
  if (caller.accountId === undefined) throw unauthorized('an anonymous reader');
  return caller.accountId;
}

/** An instance that people can link to. @throws AppError 404 */
export function linkableInstance(gitlab: Pick<GitLab, 'instance'>, id: string): GitLabInstance {
  const instance = gitlab.instance(id);
  if (!instance?.oauth) throw notFound('Linking is not set up for this GitLab.');
  return instance;
}

/** The instance that a flow is about, if it is still the one that it began with. @throws AppError 410 */
export function instanceOf(gitlab: Pick<GitLab, 'instance'>, flow: Pick<FlowRow, 'instanceId' | 'instanceUrl'>): GitLabInstance {
  const instance = gitlab.instance(flow.instanceId);
  if (!instance?.oauth || instance.baseUrl !== flow.instanceUrl) throw gone('This GitLab was set up differently since. Start again in Confluence.');
  return instance;
}
