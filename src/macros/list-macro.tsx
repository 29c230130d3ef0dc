import type { Request } from 'express';
import type { VNode } from 'preact';
import { Notice, Unsupported } from '../../views/macros/notice.js';
import { ListProblems } from '../../views/macros/list-card.js';
import { Root } from '../../views/parts/root.js';
import type { ConnectHandler } from '../connect/caller.js';
import type { GitLab } from '../gitlab/gitlab.js';
import { instanceName } from '../gitlab/instance.js';
import { CURSOR } from '../gitlab/queries/lists/listing.js';
import type { Fragment, Pages } from '../http/pages.js';
import { MOST_PAGES } from './cards/list.js';
import { renderBlock, type RenderSetting } from './drawing/block.js';
import { draw } from './drawing/draw.js';
import { plainUrl } from './drawing/words.js';
import type { LookUp } from './look-up.js';
import { causeOf } from './parameters/cause.js';
import { LIST_PARAMETERS, readListParameters, type ReadList } from './parameters/list-parameters.js';
import { macroPage } from './parameters/macro-page.js';

export interface ListMacroParts {
  readonly gitlab: Pick<GitLab, 'instances'>;
  readonly pages: Pick<Pages, 'frame' | 'fragment'>;
  readonly lookUp: LookUp;
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
export function createListMacro({ gitlab, pages, lookUp, clock }: ListMacroParts): ListMacro {
  async function show(caller: Parameters<ConnectHandler>[0], req: Request, whole: boolean): Promise<Fragment> {
    const parameters = parametersOf(req);
    const query = new URLSearchParams(parameters).toString();
    const further = whole ? undefined : furtherPage(req);
    const fragment = `/api/macros/list?${query}${further ? `&after=${encodeURIComponent(further.after)}&nth=${further.nth}` : ''}`;
    const read = readListParameters(parameters, gitlab.instances);
    if (!read || 'problems' in read) return { title: 'GitLab', outcome: 'unsupported', main: renderUnread(parameters, read, fragment, gitlab) };
    const { columns } = read;
    const { elsewhere } = caller;
    const cause = whole ? { renewal: false, insistent: false } : causeOf(req.query);
    const setting: RenderSetting = { instances: gitlab.instances, fragment, now: clock(), renewal: cause.renewal, elsewhere, list: { columns, query, nth: further?.nth ?? 1 } };
    const macro = { macro: 'list', parameters } as const;
    const reference = further && read.reference.kind !== 'board' ? { ...read.reference, page: { ...read.reference.page, after: further.after } } : read.reference;
    const result = await lookUp(caller, { macro, reference, ...cause, ...(whole && { page: macroPage(req.query) }) });
    const { title, html } = draw('list', renderBlock, result, setting);
    return { title, outcome: result.outcome, main: { html } };
  }

  return {
    async list(caller, req, res) {
      pages.frame(res, caller.tenant, { ...(await show(caller, req, true)), scripts: ['frame.js'] });
    },
    async listFragment(caller, req, res) {
      pages.fragment(res, await show(caller, req, false), caller);
    },
  };
}

/** What the macro's address carries; a parameter without a value is left out. */
function parametersOf({ query }: Request): Record<string, string> {
  return Object.fromEntries(LIST_PARAMETERS.flatMap((name) => {
    const value = query[name];
    return typeof value === 'string' && value.trim() !== '' ? [[name, value]] : [];
  }));
}

function furtherPage({ query: { after, nth } }: Request): { after: string; nth: number } | undefined {
  if (typeof after !== 'string' || !CURSOR.test(after)) return undefined;
  const number = typeof nth === 'string' && /^\d{1,2}$/.test(nth) ? Number(nth) : 2;
  return { after, nth: Math.min(Math.max(number, 2), MOST_PAGES) };
}

/** In place of a list that can't be asked for: the plain link, and what its author has to change. */
function renderUnread({ url = '' }: Record<string, string>, read: Exclude<ReadList, { reference: unknown }> | undefined, fragment: string, { instances }: Pick<GitLab, 'instances'>): VNode {
  return (
    <Root outcome="unsupported" fragment={fragment} look="block">
      {read ? (
        <Notice subject={{ text: url, url: plainUrl(url) ?? '', icon: 'tasks' }}>
          <ListProblems problems={read.problems} />
        </Notice>
      ) : (
        <Unsupported text={url} url={plainUrl(url)} hosts={instances.map(instanceName)} />
      )}
    </Root>
  );
}
