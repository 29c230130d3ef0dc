import type { GitLab } from '../gitlab/gitlab.js';
import { instanceName } from '../gitlab/instance.js';
import type { SiteChanges } from '../sites/changes.js';

/** A GitLab that people of a site may link accounts of, or could if it were switched on. */
export interface NamedInstance {
  readonly id: string;
  readonly baseUrl: string;
  readonly name: string;
}

/** All of a site's instances, that of the operator first. */
export async function listInstances({ gitlab: { preset }, changes }: { readonly gitlab: Pick<GitLab, 'preset'>; readonly changes: Pick<SiteChanges, 'read'> }, clientKey: string): Promise<readonly NamedInstance[]> {
  const { instances } = await changes.read(clientKey);
  return [preset, ...instances].map(({ id, baseUrl }) => ({ id, baseUrl, name: instanceName({ baseUrl }) }));
}
