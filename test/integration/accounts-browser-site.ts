import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express, { type Express } from 'express';
import { findLoopbackHosts } from '../../demo/loopback-hosts.js';
import { viewOf } from '../../src/http/render.js';
import { ConnectPanel } from '../../views/accounts/connect-panel.js';
import { english, inEnglish } from '../support/words.js';

const ASSETS = join(import.meta.dirname, '../../dist/public');

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** A page of Confluence, a frame of ours and GitLab's page for authorising, on three hosts that a browser takes for three sites. */
export interface BrowserSite {
  readonly app: Listening;
  readonly confluence: Listening;
  readonly gitlab: Listening;
  /** Headers of GitLab's pages, and of the Confluence page. */
  readonly headers: { gitlab: Record<string, string>; confluence: Record<string, string> };
  close(): Promise<void>;
}

/** `handler` answers what is not the frame itself or a script. */
export async function startBrowserSite(handler: () => Express): Promise<BrowserSite> {
  const hosts = await findLoopbackHosts();
  const headers: BrowserSite['headers'] = { gitlab: {}, confluence: {} };
  const ours = express();
  ours.get('/frame', (_req, res) => void res.type('html').send(framePage()));
  ours.use('/assets/x', express.static(ASSETS));
  ours.use((req, res) => handler()(req, res));
  const app = await listen(ours, hosts.app);
  const confluence = await listen(express().get('/', (_req, res) => void res.set(headers.confluence).type('html').send(`<iframe src="${app.url}/frame" width="600" height="600"></iframe>`)), hosts.confluence);
  const gitlab = await listen(express().get('/oauth/authorize', (req, res) => {
    const back = (outcome: Record<string, string>) => `${String(req.query.redirect_uri)}?${new URLSearchParams({ ...outcome, state: String(req.query.state) })}`;
    res.set(headers.gitlab).type('html').send(`<a id="allow" href="${back({ code: 'code-1' })}">Allow</a> <a id="deny" href="${back({ error: 'access_denied' })}">Deny</a>`);
  }), hosts.gitlab);
  return { app, confluence, gitlab, headers, close: async () => void (await Promise.all([app.close(), confluence.close(), gitlab.close()])) };
}

/** The bridge is played by a script that always answers; the rest is the product's own. */
function framePage(): string {
  const panel = inEnglish(viewOf(ConnectPanel, { mode: 'connect', size: 'full', instance: { id: 'default', name: 'gitlab.example' } }));
  return `<!doctype html><html lang="en"><head>
    <script type="application/json" data-sentences>${JSON.stringify(english.area('frame'))}</script>
    <script>window.AP = { context: { getToken: (callback) => callback('alice') } };</script>
    <script type="module">
      import { connectHost } from '/assets/x/bridge.js';
      import { useHost } from '/assets/x/host.js';
      import { handleLinkAction } from '/assets/x/link.js';
      useHost(connectHost);
      document.addEventListener('click', (event) => {
        const button = event.target.closest('[data-action]');
        if (button) handleLinkAction(button.dataset.action, button, { onChanged: () => { document.querySelector('main').textContent = 'changed'; } });
      });
    </script></head><body data-base=""><main>${panel}</main></body></html>`;
}

async function listen(handler: RequestListener, host: string): Promise<Listening> {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, host === 'localhost' ? '127.0.0.1' : host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
