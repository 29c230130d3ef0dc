import { z } from 'zod';
import type { ConnectHandler } from '../connect/caller.js';
import { badRequest } from '../errors.js';
import { parseReference } from '../gitlab/references/parse-reference.js';
import type { Sites } from '../sites/site.js';

/** As many as a body of the size that is let in can hold. */
const Asked = z.strictObject({ urls: z.array(z.string().max(2_000)).max(100) });

/** Answers `{kinds}`: of each address what a macro would show of it, `issue`, `file`, …, or null. Nothing is asked of GitLab. */
export function createMeanings(sites: Pick<Sites, 'of'>): ConnectHandler {
  return async ({ tenant }, req, res) => {
    const asked = Asked.safeParse(req.body);
    if (!asked.success) throw badRequest({ say: 'addressesUnread' });
    const { instances } = await sites.of(tenant);
    res.json({ kinds: asked.data.urls.map((url) => parseReference(url, instances)?.kind ?? null) });
  };
}
