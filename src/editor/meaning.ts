import type { LinkMeaning } from '../../views/editor/answer.js';
import type { AsViewer as AsAuthor } from '../accounts/viewer.js';
import type { ConnectHandler } from '../connect/caller.js';
import type { GitLab } from '../gitlab/gitlab.js';
import { parseReference } from '../gitlab/references/parse-reference.js';
import { placeOf } from '../gitlab/references/place-of.js';
import { isCommitId } from '../gitlab/references/ref-splits.js';
import type { FileReference } from '../gitlab/references/reference.js';
import { allowsPlace } from '../sites/policies.js';
import type { Sites } from '../sites/site.js';

/** Answers a `LinkMeaning`: what an address points to and, where that is a file on a branch, which commit it could be pinned to. */
export function createMeaning({ gitlab, sites, asAuthor }: { gitlab: Pick<GitLab, 'load'>; sites: Pick<Sites, 'of'>; asAuthor: AsAuthor }): ConnectHandler {
  return async (caller, req, res) => {
    const { url } = req.query;
    const site = await sites.of(caller.tenant);
    const reference = parseReference(typeof url === 'string' ? url : '', site.instances);
    const instance = reference && site.instance(reference.instance);
    const meaning: LinkMeaning = { kind: reference?.kind };
    if (!instance || reference.kind !== 'file' || !allowsPlace(site.policies, instance.id, placeOf(reference))) return void res.json(meaning);
    const { lines: given, ...whole } = reference;
    const lines = linesOf(reference);
    const file = await asAuthor(caller, instance, (author) => gitlab.load(instance, whole, author.accessToken, author.signal, author));
    const found = file.state === 'found' && file.found.kind === 'file' ? file.found : undefined;
    const pin = found?.sha && !isCommitId(found.ref) ? found.sha : undefined;
    res.json({ ...meaning, ...(pin ? { pin } : {}), ...(given ? { lines } : {}) });
  };
}

function linesOf({ lines }: FileReference): string | undefined {
  if (!lines) return undefined;
  return lines.from === lines.to ? String(lines.from) : `${lines.from}-${lines.to}`;
}
