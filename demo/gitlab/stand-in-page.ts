import { Router, type Request } from 'express';
import type { Site } from './app.js';
import { html, page, type Html } from './html.js';
import type { Switches } from './switches.js';

const TEXTS = {
  latencyMs: 'Answers come this many milliseconds later',
  tokenLatencyMs: 'Tokens come this many milliseconds later, after they were made',
  status429: 'Answer 429 with this many seconds to wait (0 is off)',
  status500: 'Answer 500',
  hang: 'Take requests and never answer',
  dropTokenResponse: 'Make tokens and drop the connection',
  coop: 'Pages send Cross-Origin-Opener-Policy: same-origin',
  coopOn302: 'Redirects send it too',
} as const;
const REACHES = ['everything', 'api', 'oauth'] as const;

/** `GET /-/stand-in` shows what can be made to go wrong; its forms post the changes back. It has no part in what goes wrong. */
export function standInRoutes(site: Site): Router {
  const router = Router();
  const { switches, root } = site;
  router.get('/-/stand-in', (_request, response) => void response.type('html').send(page('What can go wrong', body(root, switches, site))));
  router.post('/-/stand-in', (request, response) => {
    if (!fromHere(request)) return void response.status(403).type('text').send('Only its own page may change this.');
    const form = request.body as Record<string, unknown>;
    if (form.revoke !== undefined) revoke(site, String(form.revoke));
    else change(switches, form);
    response.redirect(303, `${root}/-/stand-in`);
  });
  return router;
}

/** Another site's form would say so. */
function fromHere(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}

function change(switches: Switches, form: Record<string, unknown>): void {
  const number = (name: string) => Math.min(120_000, Math.max(0, Math.trunc(Number(form[name]) || 0)));
  const on = (name: string) => form[name] === 'on';
  const seconds = number('status429');
  Object.assign(switches, {
    latencyMs: number('latencyMs'),
    tokenLatencyMs: number('tokenLatencyMs'),
    status429: seconds > 0 ? { retryAfterSeconds: seconds } : undefined,
    status500: on('status500'),
    hang: on('hang'),
    dropTokenResponse: on('dropTokenResponse'),
    coop: on('coop'),
    coopOn302: on('coopOn302'),
    limit: switches.limit,
    reach: REACHES.find((reach) => reach === form.reach) ?? 'everything',
  } satisfies Switches);
}

function revoke(site: Site, username: string): void {
  const user = site.world.users.find((one) => one.username === username);
  site.grants.revokeAll(user?.id);
}

function body(root: string, switches: Switches, site: Site): Html {
  const number = (name: 'latencyMs' | 'tokenLatencyMs', value = switches[name]) => html`<p><label><input type="number" min="0" name="${name}" value="${value}"> ${TEXTS[name]}</label></p>`;
  const box = (name: 'status500' | 'hang' | 'dropTokenResponse' | 'coop' | 'coopOn302') =>
    html`<p><label><input type="checkbox" name="${name}"${switches[name] && html` checked`}> ${TEXTS[name]}</label></p>`;
  return html`<h1>What can go wrong</h1><form method="post" action="${root}/-/stand-in">
    ${number('latencyMs')}<p><label><input type="number" min="0" name="status429" value="${switches.status429?.retryAfterSeconds ?? 0}"> ${TEXTS.status429}</label></p>${box('status500')}${box('hang')}
    <p><label>These four bear upon <select name="reach">${REACHES.map((reach) => html`<option${reach === switches.reach && html` selected`}>${reach}</option>`)}</select></label></p>
    ${number('tokenLatencyMs')}${box('dropTokenResponse')}${box('coop')}${box('coopOn302')}<p><button class="primary">Apply</button></p></form>
    <h2>End all tokens</h2><form method="post" action="${root}/-/stand-in">
    ${site.world.users.map(({ username, name }) => html`<button name="revoke" value="${username}">of ${name}</button> `)}<button name="revoke" value="">of everybody</button></form>`;
}
