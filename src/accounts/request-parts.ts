import type { Request } from 'express';
import { z } from 'zod';
import type { ConnectCaller } from '../connect/caller.js';
import { badRequest, gone, notFound, unauthorized } from '../errors.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import type { SiteKey, Sites } from '../sites/site.js';
import type { FlowRow } from './tables.js';

/** What a request says in JSON, checked. @throws AppError 400 */
export function readBody<T>(schema: z.ZodType<T>, req: Request): T {
  const body: unknown = req.body ?? {};
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw badRequest({ say: 'notUnderstood' }, parsed.error);
  return parsed.data;
}

/** Names an instance; the default one unless it says otherwise. */
export const InstanceBody = z.object({ instance: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/).default('default') });

/** Anonymous readers have no account that anything could be linked to. @throws AppError 401 */
export function accountIdOf(caller: ConnectCaller): string {
  if (caller.accountId === undefined) throw unauthorized('an anonymous reader');
  return caller.accountId;
}

/** An instance that people of the site can link to. @throws AppError 404 */
export async function linkableInstance(sites: Pick<Sites, 'of'>, site: SiteKey, id: string): Promise<GitLabInstance> {
  const instance = (await sites.of(site)).instance(id);
  if (!instance?.oauth) throw notFound({ say: 'linkingNotSetUp' });
  return instance;
}

/** The instance that a flow is about, if it is still the one that it began with. @throws AppError 410 */
export async function instanceOf(sites: Pick<Sites, 'of'>, flow: Pick<FlowRow, 'clientKey' | 'instanceId' | 'instanceUrl'>): Promise<GitLabInstance> {
  const instance = (await sites.of(flow)).instance(flow.instanceId);
  if (!instance?.oauth || instance.baseUrl !== flow.instanceUrl) throw gone({ say: 'gitlabChanged' });
  return instance;
}
