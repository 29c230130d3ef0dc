import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { QueryTypes } from 'sequelize';
import { findLoopbackHosts } from '../../demo/loopback-hosts.js';
import { configureAs } from '../support/configure.js';
import { eachDatabase } from '../support/databases.js';
import { linkingAs } from '../support/linking.js';
import { asOperator, readRows } from '../support/rows.js';
import { APPLICATION, startWholeApp, type WholeApp } from '../support/whole-app.js';

eachDatabase('somebody with a copy of the database', (on) => {
  let app: WholeApp;
  beforeAll(async () => {
    const { gitlab } = await findLoopbackHosts();
    const url = on.settings.dialect === 'sqlite' ? `sqlite:${on.settings.path}` : on.settings.url;
    app = await startWholeApp({ environment: { DATABASE_URL: url, GITLAB_PRIVATE_HOSTS: `${gitlab},127.0.0.1` } });
  });
  afterAll(() => app.close());

  /** All that is stored, as text: each row of each table, and for SQLite the very bytes of its files. */
  async function everything(): Promise<string> {
    const sql = on.dialect === 'sqlite' ? "SELECT name FROM sqlite_master WHERE type = 'table'" : "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'";
    const tables = await asOperator(on.database).query<{ name: string }>(sql, { type: QueryTypes.SELECT });
    const rows = await Promise.all(tables.map(async ({ name }) => `${name} ${JSON.stringify(await readRows(on.database, name))}`));
    if (on.settings.dialect !== 'sqlite') return rows.join('\n');
    const { path } = on.settings;
    const files = readdirSync(dirname(path)).filter((name) => name.startsWith(basename(path)));
    return [...rows, ...files.map((name) => readFileSync(join(dirname(path), name), 'latin1'))].join('\n');
  }

  test('finds no secret of a site, a person, an application or a flow in it [T22a]', async () => {
    const added = { baseUrl: 'https://gitlab.example.com', clientId: 'added-app', clientSecret: 'canary-of-an-added-secret' };
    await configureAs(app).act('instances', 'add', added).expect(200);
    await linkingAs(app, 'dana').link('alice');
    const pending = await linkingAs(app, 'uma').reachPending('mira');
    const begun = (await linkingAs(app, 'ada').start().expect(200)).body as { ticket: string; ticket2: string; flowSecret: string };
    const sent = app.gitlab.calls.flatMap(({ authorization, body }) => {
      const { code, code_verifier: verifier, refresh_token: refresh } = (body ?? {}) as Readonly<Record<string, string | undefined>>;
      return [authorization?.replace('Bearer ', ''), code, verifier, refresh];
    });
    const secrets = [app.confluence.installation().sharedSecret, APPLICATION.clientSecret, added.clientSecret, pending.flowSecret, pending.ticket, begun.ticket, begun.ticket2, begun.flowSecret, ...sent].filter((one) => one !== undefined);
    expect(new Set(secrets).size).toBeGreaterThan(12);

    const text = await everything();
    // What may be read is there, so that nothing is missed for want of looking.
    for (const plain of ['alice', 'gitlab.example.com', app.confluence.installation().clientKey]) expect(text).toContain(plain);
    expect(secrets.filter((secret) => text.includes(secret) || text.includes(Buffer.from(secret).toString('base64')))).toEqual([]);
  });
});
