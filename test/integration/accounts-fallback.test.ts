import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eachDatabase } from '../support/databases.js';
import { comeBack, createWorld, emptyTables, goToGitLab, oauthStart, person, rowsOf, type Started, type World } from './accounts-world.js';

eachDatabase('linking where no popup reaches the frame', (on) => {
  let world: World;
  beforeEach(async () => {
    await emptyTables(on.database);
    world = createWorld(on.database);
  });
  afterEach(() => world.close());

  /** Follows the link and returns with the code that the last page shows. */
  async function followLink(account = 'alice'): Promise<Started & { code: string }> {
    const started = await person(world, account).start();
    const page = await comeBack(world, await goToGitLab(world, started.ticket2, true)).expect(200);
    const code = /data-link-code[^>]*>([^<]+)</.exec(page.text)?.[1] ?? '';
    return { ...started, code };
  }

  test('first says whose Confluence account it is about, and uses nothing up', async () => {
    const { ticket2, flowSecret } = await person(world).start();
    const asked = await oauthStart(world, { ticket: ticket2 }).expect(200);
    expect(asked.body).toEqual({ ask: { user: 'Alice Adams', site: 'site-one.atlassian.net', gitlab: 'gitlab.example' } });
    expect(asked.headers).not.toHaveProperty('set-cookie');
    await person(world).status(flowSecret).expect(200, { status: 'new' });
    await oauthStart(world, { ticket: ticket2, agreed: true }).expect(200);
  });

  test('asks for the name while the request is there that lets it, keeps it until the attempt ends, and forgets it then', async () => {
    const started = (await person(world).startRaw().set('x-elsewhere', 'yes').expect(200)).body as Started;
    world.names.clear();
    const asked = await oauthStart(world, { ticket: started.ticket2 }).expect(200);
    expect(asked.body).toMatchObject({ ask: { user: 'Alice Adams' } });
    const shown = await comeBack(world, await goToGitLab(world, started.ticket2, true)).expect(200);
    expect(shown.text).toContain('Alice Adams');
    expect((await person(world).status(started.flowSecret).expect(200)).body).toMatchObject({ html: expect.stringContaining('Alice Adams') });
    await person(world).decline(started.flowSecret).expect(200);
    expect((await rowsOf(on.database, 'link_flows')).map((row) => row.confluence_name)).toEqual([null]);
  });

  test('takes no ticket that only a popup of the frame may bring [L11a]', async () => {
    const { ticket, flowSecret } = await person(world).start();
    for (const agreed of [false, true]) {
      const refused = await oauthStart(world, { ticket, agreed }).expect(400);
      expect(refused.headers).not.toHaveProperty('set-cookie');
    }
    await person(world).status(flowSecret).expect(200, { status: 'new' });
    await oauthStart(world, { ticket }).expect(200);
  });

  test('shows a code in the window and asks for it in Confluence', async () => {
    const { flowSecret, code } = await followLink();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const { html } = (await person(world).status(flowSecret).expect(200)).body as { html: string };
    expect(html).toContain('data-link-code');
    expect(html).not.toContain(code);
    await person(world).confirm(flowSecret, code.toLowerCase().replace('-', ' ')).expect(200);
    expect(await rowsOf(on.database, 'links')).toHaveLength(1);
  });

  test('never confirms without the code [L11a]', async () => {
    const { flowSecret, code } = await followLink();
    await person(world).confirm(flowSecret).expect(403);
    await person(world).confirm(flowSecret, '').expect(403);
    await person(world).confirm(flowSecret, 'ABCD-EFGH').expect(403);
    expect(await rowsOf(on.database, 'links')).toEqual([]);
    await person(world).confirm(flowSecret, code).expect(200);
  });

  test('is dead after five wrong codes, even for the right one, and the tokens are revoked [L11b]', async () => {
    const { flowSecret, code } = await followLink();
    for (let attempt = 0; attempt < 5; attempt += 1) await person(world).confirm(flowSecret, 'ABCD-EFGH').expect(403);
    await person(world).confirm(flowSecret, code).expect(410);
    expect(await rowsOf(on.database, 'links')).toEqual([]);
    await world.oauth.revoked('access-1', 'refresh-1');
  });

  test('allows no more than five guesses at once [L11c]', async () => {
    const { flowSecret } = await followLink();
    await Promise.all(Array.from({ length: 12 }, () => person(world).confirm(flowSecret, 'ABCD-EFGH')));
    await world.oauth.revoked('access-1', 'refresh-1');
    expect((await person(world).status(flowSecret).expect(200)).body).toMatchObject({ status: 'failed' });
  });

  test('limits the guesses of a person over all their flows [T27b, L11c]', async () => {
    for (let round = 0; round < 2; round += 1) {
      const { flowSecret } = await followLink();
      for (let attempt = 0; attempt < 5; attempt += 1) await person(world).confirm(flowSecret, 'ABCD-EFGH').expect(403);
    }
    const { flowSecret, code } = await followLink();
    await person(world).confirm(flowSecret, code).expect(429);
    const other = await followLink('bob');
    await person(world, 'bob').confirm(other.flowSecret, other.code).expect(200);
  });

  test('takes the code for five minutes [L14a]', async () => {
    const { flowSecret, code } = await followLink();
    world.time.now += 5 * 60_000;
    await person(world).confirm(flowSecret, code).expect(410);
  });

  test('keeps no code that could be read from the database', async () => {
    const { code } = await followLink();
    expect(JSON.stringify(await rowsOf(on.database, 'link_flows'))).not.toContain(code.replace('-', ''));
  });

  test('a code of one flow is none of another', async () => {
    const { code } = await followLink('alice');
    const { flowSecret } = await followLink('bob');
    await person(world, 'bob').confirm(flowSecret, code).expect(403);
  });
});
