import { ACCESS } from '../../demo/gitlab/world/model.js';
import { linkingAs } from '../support/linking.js';
import type { Rules, Turn } from './model.js';
import type { Stage } from './stage.js';
import type { Step } from './steps.js';
import { install } from './world.js';

type Of<K extends Step['is']> = Extract<Step, { is: K }>;

/** As a person goes through it; where something on the way fails, there is no link. */
export async function link(stage: Stage, { tenant, person, username, server }: Of<'link'>): Promise<void> {
  const { world } = stage;
  const [site, headers] = [stage.site(tenant), stage.bearer(tenant, person)];
  const to = { tenant, person, server, as: 'own', spaces: [] } as const;
  const start = await stage.ask(to, { method: 'POST', path: '/api/link/start', headers, body: { instance: 'default' } }, true);
  if (start.status !== 200) return;
  const { ticket, flowSecret } = JSON.parse(start.text) as { ticket: string; flowSecret: string };
  const sentOff = await stage.ask(to, { method: 'POST', path: '/oauth/start', headers: { origin: world.baseUrl, 'sec-fetch-site': 'same-origin' }, body: { ticket } }, true);
  if (sentOff.status !== 200) return;
  const { authorizeUrl } = JSON.parse(sentOff.text) as { authorizeUrl: string };
  const cookie = String(sentOff.headers['set-cookie']).split(';')[0] ?? '';
  const location = await linkingAs({ confluence: site, gitlab: world.gitlab, url: world.baseUrl }, person).authorize(authorizeUrl, username);
  if (!location.startsWith(world.baseUrl)) return;
  const back = await stage.ask(to, { path: stage.below(location), headers: { accept: 'text/html', cookie } }, true);
  if (back.status !== 200) return;
  const own = { ...stage.bearer(tenant, person), 'x-flow-secret': flowSecret };
  await stage.ask(to, { path: '/api/link/status', headers: own }, true);
  await turning(stage, server, world.model.linking(tenant, person, username, world.time.now), () => stage.ask(to, { method: 'POST', path: '/api/link/confirm', headers: own, body: {} }, true));
}

async function turning({ world }: Stage, server: number, turn: Turn, ask: () => Promise<{ readonly status: number }>): Promise<boolean> {
  const { status } = await ask();
  const at = server % world.ports.length;
  if (status === 200) turn.done(world.time.now, at);
  else turn.failed(world.time.now, at);
  return status === 200;
}

export async function unlink(stage: Stage, { tenant, person, way, server }: Of<'unlink'>): Promise<void> {
  const { world } = stage;
  const accountId = stage.site(tenant).users.find(({ key }) => key === person)?.accountId;
  const sent = {
    disconnect: { path: '/api/link/disconnect', body: { instance: 'default' }, as: person },
    erase: { path: '/api/home/erase', body: {}, as: person },
    administrator: { path: '/api/configure/accounts/disconnect', body: { accountId, instanceId: 'default' }, as: 'ada' },
  }[way];
  const answer = await stage.ask({ tenant, person: sent.as, server, as: 'administrator', spaces: [] }, { method: 'POST', path: sent.path, body: sent.body, headers: stage.bearer(tenant, sent.as) }, true);
  if (answer.status === 200) world.model.unlinked(tenant, person, world.time.now, server % world.ports.length);
}

export function revoke({ world }: Stage, { username }: Of<'revoke'>): void {
  world.gitlab.revokeAllTokens(username);
  world.model.tokensEnded(username, world.time.now);
}

export function member({ world: { gitlab, model, time } }: Stage, { username, place, role }: Of<'member'>): void {
  const found = [...gitlab.world.groups, ...gitlab.world.projects].find(({ fullPath }) => fullPath === place);
  if (!found) return;
  model.rights.change(time.now, () => {
    if (role === 'none') delete found.members[username];
    else found.members[username] = ACCESS[role];
  });
}

export function visibility({ world: { gitlab, model, time } }: Stage, { place, visibility: wanted }: Of<'visibility'>): void {
  const found = gitlab.world.projects.find(({ fullPath }) => fullPath === place);
  if (found) model.rights.change(time.now, () => void (found.visibility = wanted));
}

export function confidential({ world: { gitlab, model, time } }: Stage, { place, iid }: Of<'confidential'>): void {
  const found = gitlab.world.projects.find(({ fullPath }) => fullPath === place)?.issues.find((issue) => issue.iid === iid);
  if (found) model.rights.change(time.now, () => void (found.confidential = !found.confidential));
}

const ADMINISTRATOR = 'ada';

/** Sends a form of the configure page, with the version that the page shows. */
async function send(stage: Stage, { tenant, server }: { readonly tenant: number; readonly server: number }, action: string, fields: Readonly<Record<string, string>>, rules: Rules): Promise<boolean> {
  const to = { tenant, person: ADMINISTRATOR, server, as: 'administrator', spaces: [] } as const;
  const headers = stage.bearer(tenant, ADMINISTRATOR);
  const shown = await stage.ask(to, { path: '/api/configure/policies', headers }, true);
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec((JSON.parse(shown.text) as { html?: string }).html ?? '')?.[1] ?? '';
  const own: Record<string, string> = action.endsWith('token') ? { instance: 'default', seen: hidden('seen') } : { version: hidden('version') };
  return turning(stage, server, stage.world.model.setting(tenant, rules), () => stage.ask(to, { method: 'POST', path: `/api/configure/policies/${action}`, headers, body: { ...own, ...fields } }, true));
}

export async function policy(stage: Stage, step: Of<'policy'>): Promise<void> {
  const { value } = step;
  const before = stage.world.model.rulesOf(step.tenant);
  const list = value === '' ? null : [value];
  const sent = {
    unlinked: () => [{ unlinked: value }, { unlinked: value as Rules['unlinked'] }] as const,
    exports: () => [{ exports: value }, { exports: value as Rules['exports'] }] as const,
    spaces: () => [{ mode: list ? 'named' : 'all', keys: value }, { spaces: list }] as const,
    places: () => [{ mode: list ? 'named' : 'all', addresses: list ? `${stage.world.gitlab.url}/${value}` : '' }, { places: list }] as const,
  }[step.policy]();
  await send(stage, step, step.policy, sent[0], { ...before, ...sent[1] });
}

/** A token that the site shares from now on, in the place of what it shared before. */
export async function share(stage: Stage, step: Of<'share'>): Promise<void> {
  const { token: path, space, guests, anonymous, exports } = step;
  const shared = stage.world.sharable.get(path);
  if (!shared) throw new Error(`No token is there for ${path}.`);
  const { model, gitlab } = stage.world;
  const token = { username: shared.username, places: [path], spaces: [space], guests, anonymous, exports };
  const yes = (name: string, is: boolean): Record<string, string> => (is ? { [name]: 'yes' } : {});
  const fields = { token: shared.token, places: `${gitlab.url}/${path}`, spaces: space, ...yes('guests', guests), ...yes('anonymous', anonymous), ...yes('exports', exports) };
  if (await send(stage, step, 'set-token', fields, { ...model.rulesOf(step.tenant), token })) await send(stage, step, 'unlinked', { unlinked: 'shared' }, { ...model.rulesOf(step.tenant), unlinked: 'shared' });
}

/** Does what is to be done while GitLab fails. */
export async function fault({ world, witness }: Stage, { fault: wanted }: Of<'fault'>, act: () => Promise<void>): Promise<void> {
  const { switches } = world.gitlab;
  switches.status429 = wanted === '429' ? { retryAfterSeconds: 20 } : undefined;
  switches.status500 = wanted === '500';
  witness.faulty(true);
  try {
    await act();
  } finally {
    switches.status429 = undefined;
    switches.status500 = false;
    witness.faulty(false);
  }
}

/** The site takes the app away and installs it again: what was before is nobody's any more. */
export async function reinstall(stage: Stage, { tenant }: Of<'reinstall'>): Promise<void> {
  const { world } = stage;
  const site = stage.site(tenant);
  await site.uninstall();
  world.model.ended(tenant, world.time.now, 0);
  // Of two calls about one site within a second the later could not be told.
  world.time.now += 3_000;
  await install(site, `${world.baseUrl}/atlassian-connect.json`);
}
