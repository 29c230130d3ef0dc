import type { Request } from 'express';
import type { VNode } from 'preact';
import { Notice, Unsupported } from '../../views/macros/notice.js';
import { ListProblems } from '../../views/macros/list-card.js';
import { Request as RequestPanel } from '../../views/macros/request.js';
import { Root } from '../../views/parts/root.js';
import type { ConnectHandler } from '../connect/caller.js';
import { pageUrl } from '../connect/page-url.js';
import { instanceName } from '../gitlab/instance.js';
import { CURSOR } from '../gitlab/queries/lists/listing.js';
import type { Fragment, Pages } from '../http/pages.js';
import { MOST_PAGES } from './cards/list.js';
import { problemWords } from './cards/list-problems.js';
import { renderBlock, type RenderSetting } from './drawing/block.js';
import { draw } from './drawing/draw.js';
import { arrivalOf, drawSkeleton, subjectIn } from './drawing/skeleton.js';
import { plainUrl } from './drawing/words.js';
import { authorNote } from './drawing/requests.js';
import { Speaking } from '../../views/words/context.js';
import type { Words } from '../../views/words/words.js';
import type { Site, Sites } from '../sites/site.js';
import type { Languages } from '../words/languages.js';
import { sightingOf } from './embeds/sighting.js';
import type { LookUp } from './look-up.js';
import { causeOf } from './parameters/cause.js';
import { listParameters, readListParameters, type ReadList } from './parameters/list-parameters.js';
import { macroPage } from './parameters/macro-page.js';
import type { LookUpParts } from './visit.js';

export interface ListMacroParts {
  readonly sites: Sites;
  readonly pages: Pick<Pages, 'frameWhenReady' | 'fragment'>;
  readonly lookUp: LookUp;
  /** Told of lists that can't be asked for; `lookUp` tells of all others. */
  readonly sawEmbed: LookUpParts['sawEmbed'];
  readonly wordsOf: Languages['wordsOf'];
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** Handlers of the list macro; each expects a verified caller. */
export interface ListMacro {
  /** A whole page, the first response of a frame. */
  readonly list: ConnectHandler;
  /** Its `<main>` anew or, with the cursor `after` and the page's number `nth`, one of the further pages. */
  readonly listFragment: ConnectHandler;
}

/** The macro that lists issues, merge requests and the like as the viewer may see them. */
export function createListMacro({ sites, pages, lookUp, sawEmbed, wordsOf, clock }: ListMacroParts): ListMacro {
  async function show(caller: Parameters<ConnectHandler>[0], req: Request, asking?: () => void): Promise<Fragment & { readonly arrived: () => string }> {
    const parameters = listParameters(req.query);
    const whole = asking !== undefined;
    const words = wordsOf(req, caller);
    const query = new URLSearchParams(parameters).toString();
    const further = whole ? undefined : furtherPage(req);
    const fragment = `/api/macros/list?${query}${further ? `&after=${encodeURIComponent(further.after)}&nth=${further.nth}` : ''}`;
    const { instances, version } = sites.known(caller.tenant) ?? (await sites.of(caller.tenant));
    const read = readListParameters(parameters, instances);
    const macro = { macro: 'list', parameters } as const;
    const place = macroPage(req.query);
    if (!read || 'problems' in read) {
      if (whole && place) sawEmbed?.(sightingOf(caller, { macro, page: place, reference: undefined }, { outcome: 'unsupported' }));
      return { title: 'GitLab', outcome: 'unsupported', main: renderUnread(parameters, read, { instances, words, fragment, page: pageUrl(caller.tenant, place) }), words, arrived: () => '' };
    }
    const { columns } = read;
    const { elsewhere } = caller;
    const cause = whole ? { renewal: false, insistent: false } : causeOf(req.query);
    const setting: RenderSetting = { instances, version, words, fragment, now: clock(), renewal: cause.renewal, elsewhere, list: { columns, query, nth: further?.nth ?? 1 } };
    const reference = further && read.reference.kind !== 'board' ? { ...read.reference, page: { ...read.reference.page, after: further.after } } : read.reference;
    const result = await lookUp(caller, { macro, reference, ...cause, ...(whole && { page: place, asking }) });
    const { title, html } = draw('list', renderBlock, result, setting);
    return { title, outcome: result.outcome, main: { html }, words, arrived: () => arrivalOf(result, title, words) };
  }

  function skeleton(site: Site, req: Request, words: Words): ReturnType<typeof drawSkeleton> {
    const read = readListParameters(listParameters(req.query), site.instances);
    const reference = read && 'reference' in read ? read.reference : undefined;
    const rows = reference && reference.kind !== 'board' ? reference.page?.rows : undefined;
    return drawSkeleton(subjectIn(reference, site), { look: 'list', ...(rows === undefined ? {} : { rows }) }, words);
  }

  return {
    async list(caller, req, res) {
      const words = wordsOf(req, caller);
      const site = await sites.of(caller.tenant);
      return pages.frameWhenReady(res, caller.tenant, { content: (asking) => show(caller, req, asking), skeleton: () => skeleton(site, req, words), words, scripts: ['frame.js'] });
    },
    async listFragment(caller, req, res) {
      pages.fragment(res, await show(caller, req), caller);
    },
  };
}

function furtherPage({ query: { after, nth } }: Request): { after: string; nth: number } | undefined {
  if (typeof after !== 'string' || !CURSOR.test(after)) return undefined;
  const number = typeof nth === 'string' && /^\d{1,2}$/.test(nth) ? Number(nth) : 2;
  return { after, nth: Math.min(Math.max(number, 2), MOST_PAGES) };
}

/** In place of a list that can't be asked for: the plain link, and what its author has to change. */
function renderUnread({ url = '' }: Record<string, string>, read: Exclude<ReadList, { reference: unknown }> | undefined, { instances, words, fragment, page }: Pick<RenderSetting, 'instances' | 'words' | 'fragment' | 'page'>): VNode {
  const link = plainUrl(url);
  const problems = (read?.problems ?? []).map((problem) => problemWords(problem, words));
  const request = authorNote({ text: url, problem: problems.join(' ') }, { page, words });
  return (
    <Speaking.Provider value={words}>
      <Root outcome="unsupported" fragment={fragment} look="block">
        {read ? (
          <Notice subject={{ text: url, url: link ?? '', icon: 'tasks' }}>
            <ListProblems problems={problems} />
            <RequestPanel {...request} />
          </Notice>
        ) : (
          <Unsupported text={url} url={link} hosts={instances.map(instanceName)} request={request} />
        )}
      </Root>
    </Speaking.Provider>
  );
}
