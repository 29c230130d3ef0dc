import { LINK_ENDED, type Viewers } from '../accounts/viewer.js';
import { TENANT_CHANGED, type ConnectCaller, type ConnectHandler, type Tenant } from '../connect/caller.js';
import { pageUrl } from '../connect/page-url.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Pages } from '../http/pages.js';
import type { Logger } from '../logger.js';
import type { Site, Sites } from '../sites/site.js';
import type { Invalidation } from '../storage/invalidation.js';
import type { RedisConnection } from '../storage/redis.js';
import type { Sealer } from '../storage/sealing.js';
import type { Words } from '../../views/words/words.js';
import type { Languages } from '../words/languages.js';
import { createCopies } from './copies/copies.js';
import { createSharedCopies } from './copies/shared-copies.js';
import { renderBlock, type RenderSetting } from './drawing/block.js';
import { draw, type Render } from './drawing/draw.js';
import { renderInline } from './drawing/inline.js';
import { arrivalOf, drawSkeleton, subjectIn } from './drawing/skeleton.js';
import { createListMacro, type ListMacro } from './list-macro.js';
import { createLookUp } from './look-up.js';
import type { LookUpParts } from './visit.js';
import type { MacroPage, PageKnowledge } from './page-knowledge/page-knowledge.js';
import { createExports, type Exports } from './exports/exports.js';
import { causeOf } from './parameters/cause.js';
import { linkParameters, type LinkParameters } from './parameters/link-parameters.js';
import { presentationOf, presentationQuery, type Presentation } from './parameters/presentation.js';
import { createPageAddresses, macroPage } from './parameters/macro-page.js';
import { createReferenceMemory } from './parameters/macro-reference.js';

/** Handlers of the macros; each expects a verified caller. */
export interface Macros extends ListMacro, Exports {
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
  readonly gitlab: Pick<GitLab, 'load'>;
  readonly sites: Sites;
  readonly viewers: Viewers;
  readonly pages: Pick<Pages, 'frameWhenReady' | 'fragment'>;
  readonly sealer: Sealer;
  readonly invalidation: Invalidation;
  /** Undefined where this process keeps its copies by itself. */
  readonly redis: RedisConnection | undefined;
  readonly knowledge: Pick<PageKnowledge, 'macrosOf' | 'saw'> | undefined;
  readonly addresses?: LookUpParts['addresses'];
  readonly saw?: LookUpParts['saw'];
  readonly sawEmbed?: LookUpParts['sawEmbed'];
  readonly isGuest: LookUpParts['isGuest'];
  readonly lookedForCopy?: LookUpParts['lookedForCopy'];
  readonly sharedUse?: LookUpParts['sharedUse'];
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** What a macro may wait for GitLab, in milliseconds. */
  readonly timeLimit?: number;
  readonly languages: Pick<Languages, 'wordsOf' | 'wordsForHeader'>;
}

/** Confluence waits 5 s for an export; something of that is its own and ours. */
const EXPORT_MS = 4_300;

type Look = 'link' | 'inline';

const RENDER: Readonly<Record<Look, Render>> = { link: renderBlock, inline: renderInline };

/** One macro as it is drawn for one caller. */
interface MacroSetting {
  readonly parameters: LinkParameters;
  readonly words: Words;
  readonly presentation: Presentation;
  readonly site: Site;
  readonly tenant: Tenant;
  readonly place: MacroPage | undefined;
}

/** The macros that show one GitLab thing: as a block, and within a sentence. */
export function createMacros(parts: MacrosParts): Macros {
  const { sites, pages, redis, languages, sealer, logger, invalidation, clock = Date.now, timeLimit = 8_000 } = parts;
  const copies = createCopies({ clock, shared: redis && createSharedCopies({ redis, sealer, logger }) });
  invalidation.on(LINK_ENDED, copies.purgeLink);
  invalidation.on(TENANT_CHANGED, copies.forgetTenant);
  const { wordsOf } = languages;
  const pageAddresses = createPageAddresses(sealer);
  const referenceOf = createReferenceMemory();
  const siteOf = async ({ tenant }: ConnectCaller) => sites.known(tenant) ?? (await sites.of(tenant));
  const lookUp = createLookUp({ ...parts, copies, clock, timeLimit });

  function page(name: Look): ConnectHandler {
    return async (caller, req, res) => {
      const parameters = linkParameters(req.query);
      const place = macroPage(req.query);
      const macro = { macro: 'link', parameters } as const;
      const presentation = presentationOf(req.query);
      const words = wordsOf(req, caller);
      const site = await siteOf(caller);
      const show = async (asking: () => void) => {
        const result = await lookUp(caller, { macro, page: place, asking });
        const { title, html } = draw(name, RENDER[name], result, settingOf(name, { parameters, words, presentation, site, tenant: caller.tenant, place }, false));
        return { title, outcome: result.outcome, main: { html }, arrived: () => arrivalOf(result, title, words) };
      };
      const skeleton = () => drawSkeleton(subjectIn(referenceOf(macro, site.instances), site), { look: name === 'inline' ? 'inline' : presentation.collapsed ? 'folded' : presentation.look }, words);
      await pages.frameWhenReady(res, caller.tenant, { content: show, skeleton, words, scripts: ['frame.js'], resize: name === 'link' });
    };
  }

  function fragment(name: Look): ConnectHandler {
    return async (caller, req, res) => {
      const parameters = linkParameters(req.query);
      const place = pageAddresses.read(caller.tenant, req.query);
      const cause = causeOf(req.query);
      const site = await siteOf(caller);
      const result = await lookUp(caller, { macro: { macro: 'link', parameters }, page: place, ...cause });
      const words = wordsOf(req, caller);
      const setting = settingOf(name, { parameters, words, presentation: presentationOf(req.query), site, tenant: caller.tenant, place }, cause.renewal, caller.elsewhere);
      const { title, html } = draw(name, RENDER[name], result, setting);
      pages.fragment(res, { title, outcome: result.outcome, main: { html }, words }, caller);
    };
  }

  function settingOf(name: Look, { parameters: { url, ...others }, words, presentation, site, tenant, place }: MacroSetting, renewal: boolean, elsewhere?: true): RenderSetting {
    const chosen = Object.entries(others).map(([parameter, value]) => `&${parameter}=${encodeURIComponent(value)}`).join('');
    const fragment = `/api/macros/${name}?url=${encodeURIComponent(url)}${chosen}${presentationQuery(presentation)}${pageAddresses.query(tenant, place)}`;
    return { instances: site.instances, version: site.version, words, fragment, now: clock(), renewal, elsewhere, presentation, page: pageUrl(tenant, place) };
  }

  return {
    link: page('link'),
    inline: page('inline'),
    linkFragment: fragment('link'),
    inlineFragment: fragment('inline'),
    ...createListMacro({ sites, pages, lookUp, sawEmbed: parts.sawEmbed, wordsOf, clock }),
    ...createExports({ sites, lookUp: createLookUp({ ...parts, saw: undefined, copies, clock, timeLimit: Math.min(timeLimit, EXPORT_MS) }), wordsOf: (req) => languages.wordsForHeader(req.headers['accept-language']), clock }),
    purgeTenant: copies.purgeTenant,
  };
}
