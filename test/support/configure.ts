import request, { type Response } from 'supertest';
import type { WholeApp } from './whole-app.js';
import { asOperator } from './rows.js';

/** The configure page as somebody uses it: by its API, with the tokens that Confluence gives their frame. */
export function configureAs(app: WholeApp, viewer = 'ada') {
  const token = () => `JWT ${app.confluence.contextToken(viewer)}`;
  return {
    page: () => request(app.confluence.signFrameUrl({ viewer, moduleKey: 'gitlab-for-confluence-configure' })).get('').set('accept', 'text/html'),
    show: (section: string, query = '') => request(app.url).get(`/api/configure/${section}${query}`).set('authorization', token()),
    act: (section: string, action: string, body: object) => request(app.url).post(`/api/configure/${section}/${action}`).set('authorization', token()).send(body),
    file: (section: string, file: string, query = '') => request(app.url).get(`/api/configure/${section}/${file}.csv${query}`).set('authorization', token()),
  };
}

export const htmlOf = ({ body }: Response) => (body as { html: string }).html;

/** An instance's card as it stands: its id, version and redirect URI, as its forms hold them. */
export function cardsIn(html: string): readonly { readonly id: string; readonly version: string; readonly redirectUri: string | undefined; readonly html: string }[] {
  return html.split(/(?=<section[^>]*data-instance=")/).slice(1).map((card) => ({
    id: /data-instance="([^"]*)"/.exec(card)?.[1] ?? '',
    version: /name="version" value="([^"]*)"/.exec(card)?.[1] ?? /value="([^"]*)"[^>]*name="version"/.exec(card)?.[1] ?? '',
    redirectUri: /<code data-copy[^>]*>([^<]*\/oauth\/callback[^<]*)</.exec(card)?.[1],
    html: card,
  }));
}

/** What a part of the configure page answered; of a refusal its sentence. */
export interface Answered {
  readonly status: number;
  readonly html: string;
  readonly say: string | undefined;
  readonly message: string | undefined;
  /** The query of the page that follows. */
  readonly more: string | undefined;
}

/** A part as somebody gets it. */
export async function askConfigure(app: WholeApp, section: string, query = '', viewer = 'ada', language = 'en'): Promise<Answered> {
  return read(await configureAs(app, viewer).show(section, query).set('accept-language', language));
}

/** Sends one of its forms. */
export async function doConfigure(app: WholeApp, action: string, body: object, viewer = 'ada'): Promise<Answered> {
  const [section = '', name = ''] = action.split('/');
  return read(await configureAs(app, viewer).act(section, name, body).set('accept-language', 'en'));
}

/** One of its files. */
export async function configureFile(app: WholeApp, file: string, viewer = 'ada'): Promise<{ status: number; text: string; type: string }> {
  const { status, text, type } = await request(app.url).get(`/api/configure/${file}`).set('authorization', `JWT ${app.confluence.contextToken(viewer)}`);
  return { status, text, type };
}

/** Who did it, to whom and where, as it stands in the audit log's table, in its order of time. */
export async function entriesOf(app: WholeApp, action: string): Promise<readonly { actor: string | null; subject: string | null; instance_id: string | null }[]> {
  const [rows] = await asOperator(app.database).query('SELECT actor, subject, instance_id FROM audit_entries WHERE action = :action ORDER BY at', { replacements: { action } });
  return rows as { actor: string | null; subject: string | null; instance_id: string | null }[];
}

function read({ status, body }: Response): Answered {
  const { html = '', say, error } = body as { html?: string; say?: string; error?: { message: string } };
  const more = /data-admin-more="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
  return { status, html, say, message: error?.message, more };
}
