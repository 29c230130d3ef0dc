import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startGitLab } from '../../demo/gitlab/server.js';

export const REDIRECT_URI = 'http://localhost:3000/oauth/callback';
export const SECOND_REDIRECT_URI = 'http://127.0.0.1:3000/back';

export const APPLICATIONS = [
  { clientId: 'confidential', clientSecret: 'kept-by-the-server', redirectUris: [REDIRECT_URI, SECOND_REDIRECT_URI], scopes: ['api', 'read_api', 'read_user'] },
  { clientId: 'other', clientSecret: 'kept-by-another', redirectUris: [REDIRECT_URI], scopes: ['read_api'] },
  { clientId: 'public', redirectUris: [REDIRECT_URI], scopes: ['read_api', 'read_user'] },
];
const USERS = [{ id: 11, username: 'alice' }, { id: 12, username: 'bob' }];

/** An OAuth server under test. */
export interface Party {
  readonly url: string;
  /** Presses Authorize, or Deny, as alice; answers where the browser is sent, or the refusal. */
  consent(parameters: Record<string, string>, decision?: 'allow' | 'deny'): Promise<Response>;
  stop(): Promise<void>;
}

/** Why Doorkeeper can't be run here, or undefined. */
export function missingDoorkeeper(): string | undefined {
  const found = spawnSync('ruby', ['-e', 'require "rails"; require "doorkeeper"; require "sqlite3"; require "puma"'], { encoding: 'utf8' });
  return found.status === 0 ? undefined : 'no ruby-doorkeeper';
}

export async function startDoorkeeper(): Promise<Party> {
  const app = join(dirname(fileURLToPath(import.meta.url)), 'doorkeeper/app.rb');
  const child = spawn('ruby', [app], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ applications: APPLICATIONS, users: USERS }));
  const port = await firstLine(child);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    consent: (parameters, decision) =>
      fetch(`${url}/oauth/authorize`, { method: 'POST', redirect: 'manual', headers: { 'X-Test-User': 'alice' }, body: form(parameters, decision) }),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  const died = once(child, 'exit').then(() => Promise.reject(new Error('Doorkeeper did not start.')));
  const line = (async () => {
    for await (const chunk of child.stdout ?? []) {
      text += String(chunk);
      if (text.includes('\n')) break;
    }
    return text.trim();
  })();
  return Promise.race([line, died]);
}

export async function startStandIn(): Promise<Party> {
  const gitlab = await startGitLab();
  for (const application of APPLICATIONS) gitlab.addApplication(application);
  const signedIn = await fetch(`${gitlab.url}/users/sign_in`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ username: 'alice' }) });
  const cookie = signedIn.headers.getSetCookie().map((value) => value.split(';')[0]).join('; ');
  const formToken = async () => {
    const query = new URLSearchParams({ client_id: 'public', redirect_uri: REDIRECT_URI, response_type: 'code', scope: 'read_api' });
    const page = await (await fetch(`${gitlab.url}/oauth/authorize?${query}`, { headers: { cookie } })).text();
    return /name="authenticity_token" value="(\w+)"/.exec(page)?.[1] ?? '';
  };
  const authenticityToken = await formToken();
  return {
    url: gitlab.url,
    consent: (parameters, decision) =>
      fetch(`${gitlab.url}/oauth/authorize`, { method: 'POST', redirect: 'manual', headers: { cookie }, body: form({ ...parameters, authenticity_token: authenticityToken }, decision) }),
    stop: () => gitlab.close(),
  };
}

function form(parameters: Record<string, string>, decision: 'allow' | 'deny' = 'allow'): URLSearchParams {
  return new URLSearchParams(decision === 'deny' ? { ...parameters, _method: 'delete' } : parameters);
}
