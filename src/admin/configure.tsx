import { once, setMaxListeners } from 'node:events';
import type { Request, Response } from 'express';
import type { VNode } from 'preact';
import { Configure as ConfigureView } from '../../views/admin/configure.js';
import { SectionFrame } from '../../views/admin/section-frame.js';
import { Root, type OutcomeName } from '../../views/parts/root.js';
import type { Words } from '../../views/words/words.js';
import type { Audit } from '../audit/audit.js';
import type { Administrators, Known } from '../connect/administrators.js';
import type { Administrator, AdministratorHandler, ConnectCaller, ConnectHandler } from '../connect/caller.js';
import { notFound } from '../errors.js';
import type { Pages } from '../http/pages.js';
import { renderIn } from '../http/render.js';
import type { Languages } from '../words/languages.js';
import { SECTIONS, type Asked, type Done, type Section, type SectionName } from './section.js';

/** Handlers of the configure page; those with a caller expect a verified one, who may be anybody. */
export interface Configure {
  readonly page: ConnectHandler;
  /** Its `<main>` anew. */
  readonly fragment: ConnectHandler;
  /** One of its parts, as HTML in JSON. */
  readonly section: AdministratorHandler;
  /** Does what a form of a part says, and answers with the part as it is then. */
  readonly act: AdministratorHandler;
  /** A part's rows as a file. */
  readonly file: AdministratorHandler;
  readonly embedsFile: AdministratorHandler;
}

export interface ConfigureParts {
  readonly administrators: Administrators;
  readonly sections: Readonly<Record<SectionName, Section>>;
  readonly embedsFile: AdministratorHandler;
  readonly audit: Pick<Audit, 'note'>;
  readonly languages: Pick<Languages, 'wordsOf'>;
  readonly pages: Pick<Pages, 'frame' | 'fragment'>;
}

/** The page where a site's administrators set the app up. Everybody else is told that it is for them, also while Confluence doesn't tell who they are. */
export function createConfigure({ administrators, sections, embedsFile, audit, languages, pages }: ConfigureParts): Configure {
  async function show(caller: ConnectCaller, req: Request, res: Response): Promise<{ title: string; outcome: OutcomeName; main: VNode; words: Words }> {
    const words = languages.wordsOf(req, caller);
    const known = await whileWaiting(res, (signal) => administrators.ask(caller, signal));
    const outcome = known ? 'shown' : 'no-access';
    const first = known && caller.accountId !== undefined ? await whileWaiting(res, (signal) => sections.instances.show(askedBy({ caller, accountId: caller.accountId ?? '', by: known.by }, req, words, signal))) : undefined;
    const main = (
      <Root outcome={outcome} fragment="/api/configure" look="page">
        <ConfigureView by={known?.by} sections={SECTIONS} first={first} />
      </Root>
    );
    if (known) noteBreakGlass(caller, caller.accountId, known, 'page', true);
    return { title: words.say('admin.title'), outcome, main, words };
  }

  /** Writes down what somebody does or sees by the operator's word alone: each thing that is done, and once an hour what is looked at. */
  function noteBreakGlass({ tenant }: ConnectCaller, actor: string | undefined, { by }: Known, what: string, isRead: boolean): void {
    if (by === 'operator') audit.note({ clientKey: tenant.clientKey, action: 'break-glass', actor, details: { what }, ...(isRead ? { oncePerHour: `${actor} ${what}` } : {}) });
  }

  function noted(handler: AdministratorHandler): AdministratorHandler {
    return (administrator, req, res) => {
      const { section = 'embeds', action = '', file = '' } = req.params;
      noteBreakGlass(administrator.caller, administrator.accountId, administrator, [section, action, file].filter((part) => part !== '').join(' '), req.method === 'GET');
      return handler(administrator, req, res);
    };
  }

  function askedBy({ caller, accountId, by }: Administrator, req: Request, words: Words, signal: AbortSignal): Asked {
    return { caller, accountId, by, words, query: req.query, signal };
  }

  const sectionOf = (req: Request): Section => {
    const name = SECTIONS.find((one) => one === req.params['section']);
    if (!name) throw notFound();
    return sections[name];
  };

  async function answer(section: Section, asked: Asked, res: Response, done?: Done): Promise<void> {
    const html = renderIn(asked.words, <SectionFrame said={done?.say}>{await section.show(asked, done)}</SectionFrame>);
    res.json({ html, ...(done ? { say: done.say } : {}) });
  }

  return {
    embedsFile: noted(embedsFile),
    async page(caller, req, res) {
      pages.frame(res, caller.tenant, { ...(await show(caller, req, res)), scripts: ['frame.js', 'admin.js'], styles: ['home.css', 'admin.css'] });
    },
    async fragment(caller, req, res) {
      pages.fragment(res, await show(caller, req, res), caller);
    },
    section: noted((administrator, req, res) =>
      whileWaiting(res, (signal) => answer(sectionOf(req), askedBy(administrator, req, languages.wordsOf(req, administrator.caller), signal), res)),
    ),
    act: noted((administrator, req, res) =>
      whileWaiting(res, async (signal) => {
        const section = sectionOf(req);
        const { caller } = administrator;
        const name = String(req.params['action']);
        const action = Object.hasOwn(section.actions, name) ? section.actions[name] : undefined;
        if (!action) throw notFound();
        const asked = askedBy(administrator, req, languages.wordsOf(req, caller), signal);
        const body: unknown = req.body;
        await answer(section, asked, res, await action(asked, body));
      }),
    ),
    file: noted((administrator, req, res) =>
      whileWaiting(res, async (signal) => {
        const { files = {} } = sectionOf(req);
        const name = String(req.params['file']);
        const lines = Object.hasOwn(files, name) ? files[name] : undefined;
        if (!lines) throw notFound();
        res.setHeader('Content-Type', 'text/csv; charset=utf-8');
        for await (const line of lines(askedBy(administrator, req, languages.wordsOf(req, administrator.caller), signal))) {
          if (signal.aborted) return;
          if (!res.write(line)) await once(res, 'drain', { signal });
        }
        res.end();
      }),
    ),
  };
}

/** Nobody is asked anything for a reader who has gone. */
async function whileWaiting<T>(res: Response, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const gone = new AbortController();
  // A part may ask Confluence of as many people as it shows.
  setMaxListeners(0, gone.signal);
  const onClose = () => gone.abort();
  res.once('close', onClose);
  return work(gone.signal).finally(() => res.off('close', onClose));
}
