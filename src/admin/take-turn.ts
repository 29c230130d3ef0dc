import { tooMany } from '../errors.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Asked } from './section.js';

/** Before GitLab is asked for a form's sake: a site may have that done so often, since all sites share the server's address. @throws AppError 429 */
export async function takeTurn({ mayCheck }: Pick<GitLab, 'mayCheck'>, { caller: { tenant } }: Asked): Promise<void> {
  const waitMs = await mayCheck(tenant.clientKey);
  if (waitMs > 0) throw tooMany({ say: 'checksTooMany' }, Math.ceil(waitMs / 1_000));
}
