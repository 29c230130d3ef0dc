import type { Request } from 'express';
import type { VNode } from 'preact';
import type { Viewers } from '../accounts/viewer.js';
import type { ConnectHandler } from '../connect/caller.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Pages } from '../http/pages.js';
import { renderBlock, type RenderSetting } from './block.js';
import { renderInline } from './inline.js';
import { createLastCopies } from './last-copy.js';
import { createLookUp } from './look-up.js';
import type { MacroResult } from './outcome.js';

/** Handlers of the two macros; each expects a verified caller. */
export interface Macros {
  /** Whole pages, the first response of a frame. */
  readonly link: ConnectHandler;
  readonly inline: ConnectHandler;
  /** Their `<main>` anew. */
  readonly linkFragment: ConnectHandler;
  readonly inlineFragment: ConnectHandler;
  /** Forgets what this process remembers of a tenant. */
  purgeTenant(clientKey: string): void;
}

export interface MacrosParts {
  readonly gitlab: Pick<GitLab, 'instances' | 'instance' | 'load'>;
  readonly viewers: Viewers;
  readonly pages: Pick<Pages, 'frame' | 'fragment'>;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  /** What a macro may wait for GitLab, in milliseconds. */
  readonly timeLimit?: number;
}

/** The macros that show one GitLab thing: as a block, and within a sentence. */
export function createMacros({ gitlab, viewers, pages, clock = Date.now, timeLimit = 8_000 }: MacrosParts): Macros {
  const lastCopies = createLastCopies(clock);
  const lookUp = createLookUp({ gitlab, viewers, lastCopies, clock, timeLimit });

  type Render = (result: MacroResult, setting: RenderSetting) => VNode;

  function settingOf(name: string, url: string): RenderSetting {
    return { instances: gitlab.instances, fragment: `/api/macros/${name}?url=${encodeURIComponent(url)}`, now: clock() };
  }

  function page(name: 'link' | 'inline', render: Render): ConnectHandler {
    return async (caller, req, res) => {
      const url = urlOf(req);
      const result = await lookUp(caller, url);
      const main = render(result, settingOf(name, url));
      pages.frame(res, caller.tenant, { title: titleOf(result), main, scripts: ['frame.js'], resize: name === 'link' });
    };
  }

  function fragment(name: 'link' | 'inline', render: Render): ConnectHandler {
    return async (caller, req, res) => {
      const url = urlOf(req);
      pages.fragment(res, render(await lookUp(caller, url), settingOf(name, url)));
    };
  }

  return {
    link: page('link', renderBlock),
    inline: page('inline', renderInline),
    linkFragment: fragment('link', renderBlock),
    inlineFragment: fragment('inline', renderInline),
    purgeTenant: (clientKey) => lastCopies.purgeTenant(clientKey),
  };
}

function urlOf(req: Request): string {
  const { url } = req.query;
  return typeof url === 'string' ? url : '';
}

function titleOf(result: MacroResult): string {
  if (result.outcome !== 'shown') return 'GitLab';
  const { thing } = result;
  return `${thing.kind === 'project' ? thing.nameWithNamespace : thing.kind === 'file' ? thing.path : thing.title} – GitLab`;
}
