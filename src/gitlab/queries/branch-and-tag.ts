import { z } from 'zod';
import { NoSuchRoute, type Caller, type GitLabClient } from '../calls/client.js';
import type { RefReference } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import type { BranchThing, TagThing } from '../things/code.js';
import { projectIn, readRestCommit, restCommit } from './commit-parts.js';
import { maybeText } from './parts.js';

const switched = z.boolean().nullish();
const branch = z.object({ name: z.string(), default: switched, protected: switched, merged: switched, web_url: maybeText, commit: restCommit.nullish() });
const tag = z.object({
  name: z.string(),
  message: maybeText,
  protected: switched,
  created_at: maybeText,
  commit: restCommit.nullish(),
  release: z.object({ tag_name: maybeText }).nullish(),
});

/** https://docs.gitlab.com/api/branches/#get-single-repository-branch @throws GitLabError; REST itself follows a renamed project. */
export async function loadBranch(client: GitLabClient, caller: Caller, reference: RefReference): Promise<BranchThing> {
  const { instance } = caller;
  const found = await findByName(client, caller, reference, 'branches', branch);
  const fullPath = projectIn(found.web_url, instance) ?? reference.fullPath;
  return {
    kind: 'branch',
    instance: instance.id,
    fullPath,
    webUrl: referenceUrl({ kind: 'folder', instance: instance.id, fullPath, refAndPath: found.name }, instance),
    name: found.name,
    isDefault: found.default ?? false,
    isProtected: found.protected ?? false,
    isMerged: found.merged ?? false,
    commit: found.commit ? readRestCommit(found.commit, fullPath, instance) : undefined,
  };
}

/** https://docs.gitlab.com/api/tags/#get-a-single-repository-tag @throws GitLabError; REST itself follows a renamed project. */
export async function loadTag(client: GitLabClient, caller: Caller, reference: RefReference): Promise<TagThing> {
  const { instance } = caller;
  const found = await findByName(client, caller, reference, 'tags', tag);
  const fullPath = projectIn(found.commit?.web_url, instance) ?? reference.fullPath;
  const place = { instance: instance.id, fullPath };
  return {
    kind: 'tag',
    ...place,
    webUrl: referenceUrl({ kind: 'tag', ...place, name: found.name }, instance),
    name: found.name,
    message: found.message?.trim() || undefined,
    createdAt: found.created_at ?? undefined,
    isProtected: found.protected ?? false,
    commit: found.commit ? readRestCommit(found.commit, fullPath, instance) : undefined,
    releaseUrl: found.release ? referenceUrl({ kind: 'release', ...place, tag: found.name }, instance) : undefined,
  };
}

/** By its name in the path; behind a proxy that makes slashes of `%2F` one with a slash is found in the list alone. */
async function findByName<T extends { readonly name: string }>(client: GitLabClient, caller: Caller, { fullPath, name }: RefReference, list: 'branches' | 'tags', shape: z.ZodType<T>): Promise<T> {
  const path = `/projects/${encodeURIComponent(fullPath)}/repository/${list}`;
  try {
    return await client.rest(caller, `${path}/${encodeURIComponent(name)}`, shape);
  } catch (error) {
    if (!(error instanceof NoSuchRoute) || !name.includes('/')) throw error;
    const rows = await client.rest(caller, `${path}?per_page=100&search=${encodeURIComponent(`^${name}`)}`, z.array(shape));
    const found = rows.find((row) => row.name === name);
    if (!found) throw error;
    return found;
  }
}
