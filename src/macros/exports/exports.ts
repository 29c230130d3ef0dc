import type { Request, Response } from 'express';
import type { ConnectCaller, ConnectHandler } from '../../connect/caller.js';
import type { Words } from '../../../views/words/words.js';
import { noteOutcome } from '../../http/request-log.js';
import type { Sites } from '../../sites/site.js';
import type { LookUp } from '../look-up.js';
import type { Wanted } from '../visit.js';
import type { MacroResult } from '../outcome.js';
import { listParameters, readListParameters } from '../parameters/list-parameters.js';
import { presentationOf } from '../parameters/presentation.js';
import { linkParameters } from '../parameters/link-parameters.js';
import { atMost, exportPolicyOf, type ExportPolicy } from './export-policy.js';
import { linkOf, titleOf, wholeOf, type ExportSetting } from './exported.js';

/** Handlers of what Confluence asks for when a page is exported or sent; each expects a verified caller, who may be nobody in particular. */
export interface Exports {
  readonly linkExport: ConnectHandler;
  readonly inlineExport: ConnectHandler;
  readonly listExport: ConnectHandler;
}

export interface ExportsParts {
  readonly sites: Pick<Sites, 'of'>;
  /** Ends within the time that an export has. */
  readonly lookUp: LookUp;
  readonly wordsOf: (req: Request) => Words;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** What is public and the bare link are the same for everybody; anything else belongs to one person, or is over in a moment. */
const SHARED = 'public, max-age=60';
const OWN = 'no-store';

/**
 * The render modes of the macros: Confluence storage format in place of a frame.
 * https://developer.atlassian.com/cloud/confluence/modules/dynamic-content-macro/
 */
export function createExports({ sites, lookUp, wordsOf, clock }: ExportsParts): Exports {
  async function answer(caller: ConnectCaller, req: Request, res: Response, wanted: Wanted, shape: ExportSetting['shape'], list?: ExportSetting['list']): Promise<void> {
    const { policies } = await sites.of(caller.tenant);
    const policy = atMost(policies.exports, exportPolicyOf(req.query['export']));
    const setting: ExportSetting = { shape, words: wordsOf(req), now: clock(), look: presentationOf(req.query).look, list };
    // An e-mail goes to others than the person whom its request may name.
    const forOthers = req.query['to'] === 'others';
    const asPerson = !forOthers && caller.accountId !== undefined && (policy === 'title' || policy === 'content');
    const nobody: ConnectCaller = { tenant: caller.tenant, accountId: undefined, space: caller.space };
    const exportedBy = forOthers ? nobody : caller;
    const [forAll, forPerson] = await Promise.all([lookUp(nobody, { ...wanted, exportedBy }), asPerson ? lookUp(caller, wanted) : undefined]);
    const [shownToAll, shownToPerson] = [orLastCopy(forAll), forPerson && orLastCopy(forPerson)];
    const isPublic = shownToAll.outcome === 'shown';
    const isShared = isPublic && shownToAll.shared === true;
    // What a shared token shows is no more everybody's than what a person may see.
    const storage = isPublic && !isShared ? wholeOf(shownToAll, setting) : ofPrivate(policy, shownToPerson ?? shownToAll, setting);
    noteOutcome(req, (shownToPerson ?? shownToAll).outcome);
    res.setHeader('Cache-Control', (isPublic || !asPerson) && !isShared && forAll.outcome !== 'unavailable' ? SHARED : OWN);
    res.vary('Accept-Language');
    res.setHeader('Content-Type', 'text/html; charset=utf-8');
    res.end(storage);
  }

  const ofLink = (shape: ExportSetting['shape']): ConnectHandler => (caller, req, res) =>
    answer(caller, req, res, { macro: { macro: 'link', parameters: linkParameters(req.query) }, exporting: true }, shape);

  return {
    linkExport: ofLink('block'),
    inlineExport: ofLink('inline'),
    async listExport(caller, req, res) {
      const parameters = listParameters(req.query);
      const read = readListParameters(parameters, (await sites.of(caller.tenant)).instances);
      const list = read && 'reference' in read ? { columns: read.columns, query: new URLSearchParams(parameters).toString(), nth: 1 } : undefined;
      await answer(caller, req, res, { macro: { macro: 'list', parameters }, exporting: true }, 'block', list);
    },
  };
}

/** Where GitLab does not answer, what the same eyes saw last; it says of when it is. */
function orLastCopy(result: MacroResult): MacroResult {
  if (result.outcome !== 'unavailable' || !result.lastCopy) return result;
  return { outcome: 'shown', subject: result.subject, seenAs: undefined, drawings: undefined, ...result.lastCopy };
}

/** `result` is what the person may see; nobody's where the request names none, and then it holds nothing. */
function ofPrivate(policy: ExportPolicy, result: MacroResult, setting: ExportSetting): string {
  if (policy === 'nothing') return '';
  if (result.outcome !== 'shown' || policy === 'link') return linkOf(result, setting);
  return policy === 'title' ? titleOf(result, setting) : wholeOf(result, setting);
}
