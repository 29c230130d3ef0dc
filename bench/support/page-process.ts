import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ace from 'atlassian-connect-express';
import express, { type Express, type RequestHandler } from 'express';
import { answerQuestions } from './child.js';

/** One page, answered by Express alone, and by Express with atlassian-connect-express as it comes, its store in SQLite. */
export interface Served {
  readonly html: string;
  /** Undefined for Express alone. */
  readonly tenant: { readonly clientKey: string; readonly sharedSecret: string; readonly baseUrl: string } | undefined;
}

let server: Server | undefined;

const questions = {
  /** Answers its base URL. */
  serve: async ({ html, tenant }: Served) => {
    const app = express();
    server = createServer(app);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const guard: RequestHandler[] = tenant ? [await stockAce(app, url, tenant)] : [];
    app.get('/macros/link', ...guard, (_req, res) => void res.type('html').send(html));
    return url;
  },
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

export type PageQuestions = typeof questions;

answerQuestions(questions);

async function stockAce(app: Express, url: string, tenant: { clientKey: string }): Promise<RequestHandler> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-ace-'));
  process.chdir(folder);
  app.set('env', 'production');
  const store = { adapter: 'sequelize', dialect: 'sqlite', storage: join(folder, 'store.db'), logging: false };
  writeFileSync('config.json', JSON.stringify({ production: { localBaseUrl: url, whitelist: ['localhost'], store }, product: 'confluence' }));
  writeFileSync('atlassian-connect.json', JSON.stringify({ key: 'stock', baseUrl: url, authentication: { type: 'jwt' }, modules: {}, apiVersion: 1 }));
  const addon = ace(app);
  await addon.settings.set('clientInfo', { ...tenant, key: 'stock' }, tenant.clientKey);
  // ACE reads the body for a token too, and fails without one: its own template parses both kinds.
  app.use(express.json(), express.urlencoded({ extended: false }), addon.middleware());
  return addon.authenticate();
}
