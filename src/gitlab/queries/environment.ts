import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import type { GitLabInstance } from '../instance.js';
import { referenceUrl } from '../references/reference-url.js';
import type { EnvironmentReference } from '../references/reference.js';
import type { Deployment, EnvironmentThing } from '../things/ci.js';
import { parseUrl } from '../../urls.js';
import { maybeText, ownUrl } from './parts.js';
import { readRestPerson, restPerson } from './rest-parts.js';

const deployment = z.object({
  iid: z.number(),
  ref: z.string(),
  sha: z.string(),
  created_at: z.string(),
  status: maybeText,
  user: restPerson.nullish(),
  deployable: z
    .object({ name: maybeText, status: maybeText, web_url: maybeText, tag: z.boolean().nullish(), commit: z.object({ title: maybeText }).nullish() })
    .nullish(),
});

const environment = z.object({
  id: z.number(),
  name: z.string(),
  state: z.string(),
  tier: maybeText,
  external_url: maybeText,
  auto_stop_at: maybeText,
  updated_at: maybeText,
  last_deployment: deployment.nullish(),
});

/**
 * By its number, which GraphQL does not look up: https://docs.gitlab.com/api/environments/#get-a-specific-environment
 * A renamed project is followed by GitLab's own redirect, and the answer does not say where it is: that is for the caller to ask. @throws GitLabError
 */
export async function loadEnvironment(client: Pick<GitLabClient, 'rest'>, caller: Caller, reference: EnvironmentReference): Promise<EnvironmentThing> {
  const value = await client.rest(caller, `/projects/${encodeURIComponent(reference.fullPath)}/environments/${reference.id}`, environment);
  return {
    kind: 'environment',
    instance: caller.instance.id,
    fullPath: reference.fullPath,
    id: value.id,
    webUrl: referenceUrl(reference, caller.instance),
    name: value.name,
    state: value.state,
    tier: value.tier ?? undefined,
    externalUrl: webAddress(value.external_url),
    autoStopAt: value.auto_stop_at ?? undefined,
    updatedAt: value.updated_at ?? undefined,
    lastDeployment: value.last_deployment ? readDeployment(value.last_deployment, caller.instance) : undefined,
  };
}

function readDeployment({ deployable, ...value }: z.infer<typeof deployment>, instance: GitLabInstance): Deployment {
  return {
    iid: value.iid,
    status: value.status ?? deployable?.status ?? '',
    ref: value.ref,
    tag: deployable?.tag ?? false,
    sha: value.sha,
    commitTitle: deployable?.commit?.title ?? undefined,
    user: value.user ? readRestPerson(value.user, instance) : undefined,
    createdAt: value.created_at,
    job: deployable?.name ? { name: deployable.name, webUrl: ownUrl(deployable.web_url, instance) } : undefined,
  };
}

/** Anybody who may deploy writes it: an address of the web without a name and password, or none. */
function webAddress(value: string | null | undefined): string | undefined {
  const url = value ? parseUrl(value) : undefined;
  return url && (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && !url.password ? url.href : undefined;
}
