import type { Request } from 'express';
import { LINK_ENDED, type Viewers } from '../accounts/viewer.js';
import { TENANT_CHANGED, type ConnectHandler } from '../connect/caller.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Pages } from '../http/pages.js';
import type { Logger } from '../logger.js';
import type { Invalidation } from '../storage/invalidation.js';
import type { RedisConnection } from '../storage/redis.js';
import type { Sealer } from '../storage/sealing.js';
import { createCopies } from './copies/copies.js';
import { createSharedCopies } from './copies/shared-copies.js';
import { renderBlock, type RenderSetting } from './drawing/block.js';
import { draw, type Render } from './drawing/draw.js';
import { renderInline } from './drawing/inline.js';
import { createListMacro, type ListMacro } from './list-macro.js';
import { createLookUp, type LookUpParts } from './look-up.js';
import type { PageKnowledge } from './page-knowledge/page-knowledge.js';
import { causeOf } from './parameters/cause.js';
import { createPageAddresses, macroPage } from './parameters/macro-page.js';

/** Handlers of the macros; each expects a verified caller. */
export interface Macros extends ListMacro {
  /** Whole pages, the first response of a frame. */
  readonly link: ConnectHandler;
  readonly inline: ConnectHandler;
  /** Their `<main>` anew. */
  readonly linkFragment: ConnectHandler;
  readonly inlineFragment: ConnectHandler;
  /** Forgets what is remembered of a tenant. Never rejects. */
  purgeTenant(clientKey: string): Promise<void>;
}

export interface MacrosParts {
  readonly gitlab: Pick<GitLab, 'instances' | 'instance' | 'load'>;
  readonly viewers: Viewers;
  readonly pages: Pick<Pages, 'frame' | 'fragment'>;
  readonly sealer: Sealer;
  readonly invalidation: Invalidation;
  /** Undefined where this process keeps its copies by itself. */
  readonly redis: RedisConnection | undefined;
  readonly knowledge: Pick<PageKnowledge, 'macrosOf' | 'saw'> | undefined;
  readonly addresses?: LookUpParts['addresses'];
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** What a macro may wait for GitLab, in milliseconds. */
  readonly timeLimit?: number;
}

type Look = 'link' | 'inline';

const RENDER: Readonly<Record<Look, Render>> = { link: renderBlock, inline: renderInline };

/** The macros that show one GitLab thing: as a block, and within a sentence. */
export function createMacros(parts: MacrosParts): Macros {
  const { gitlab, pages, redis, sealer, logger, invalidation, clock = Date.now, timeLimit = 8_000 } = parts;
  const copies = createCopies({ clock, shared: redis && createSharedCopies({ redis, sealer, logger }) });
  invalidation.on(LINK_ENDED, copies.purgeLink);
  invalidation.on(TENANT_CHANGED, copies.forgetTenant);
  const pageAddresses = createPageAddresses(sealer);
  const lookUp = createLookUp({ ...parts, copies, clock, timeLimit });

  function page(name: Look): ConnectHandler {
    return async (caller, req, res) => {
      const parameters = parametersOf(req);
      const place = macroPage(req.query);
      const result = await lookUp(caller, { macro: { macro: 'link', parameters }, page: place });
      const { title, html } = draw(name, RENDER[name], result, settingOf(name, parameters, pageAddresses.query(caller.tenant, place), false));
      pages.frame(res, caller.tenant, { title, main: { html }, scripts: ['frame.js'], resize: name === 'link' });
    };
  }

  function fragment(name: Look): ConnectHandler {
    return async (caller, req, res) => {
      const parameters = parametersOf(req);
      const place = pageAddresses.read(caller.tenant, req.query);
      const cause = causeOf(req.query);
      const result = await lookUp(caller, { macro: { macro: 'link', parameters }, page: place, ...cause });
      const setting = settingOf(name, parameters, pageAddresses.query(caller.tenant, place), cause.renewal, caller.elsewhere);
      const { title, html } = draw(name, RENDER[name], result, setting);
      pages.fragment(res, { title, outcome: result.outcome, main: { html } }, caller);
    };
  }

  function settingOf(name: Look, { url, pin }: LinkParameters, pageQuery: string, renewal: boolean, elsewhere?: true): RenderSetting {
    const pinned = pin === undefined ? '' : `&pin=${encodeURIComponent(pin)}`;
    const fragment = `/api/macros/${name}?url=${encodeURIComponent(url)}${pinned}${pageQuery}`;
    return { instances: gitlab.instances, fragment, now: clock(), renewal, elsewhere };
  }

  return {
    link: page('link'),
    inline: page('inline'),
    linkFragment: fragment('link'),
    inlineFragment: fragment('inline'),
    ...createListMacro({ gitlab, pages, lookUp, clock }),
    purgeTenant: copies.purgeTenant,
  };
}

/** As the page stores them: what has no value is left out. */
type LinkParameters = { readonly url: string; readonly pin?: string };

function parametersOf({ query }: Request): LinkParameters {
  const { url, pin } = query;
  return { url: typeof url === 'string' ? url : '', ...(typeof pin === 'string' && pin !== '' ? { pin } : {}) };
}
