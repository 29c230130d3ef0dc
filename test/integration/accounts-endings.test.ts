import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OAuthError } from '../../src/gitlab/errors.js';
import { GitLabError } from '../../src/gitlab/errors.js';
import { eachDatabase } from '../support/databases.js';
import { bringForward, removeJobs, spendTries } from '../support/jobs.js';
import { until } from '../support/until.js';
import { comeBack, createWorld, emptyTables, goToGitLab, INSTANCE, linkAccount, oauthStart, person, reachPending, rowsOf, type World } from './accounts-world.js';

const MINUTE = 60_000;

eachDatabase('the ways in which linking ends', (on) => {
  let world: World;
  beforeEach(async () => {
    await emptyTables(on.database);
    await removeJobs(on);
    world = createWorld(on.database);
  });
  afterEach(() => world.close());

  const later = (milliseconds: number) => {
    world.time.now += milliseconds;
  };
  /** What an uninstall does: the epoch first, then the data. */
  async function uninstall(clientKey = 'site-one'): Promise<void> {
    world.tenants.delete(clientKey);
    await world.accounts.purgeTenant(clientKey);
  }

  test('a ticket is good for a minute, the one in a link for ten [L14a]', async () => {
    const { ticket, ticket2 } = await person(world).start();
    later(MINUTE);
    await oauthStart(world, { ticket }).expect(410);
    later(9 * MINUTE - 1);
    await oauthStart(world, { ticket: ticket2, agreed: true }).expect(200);
    const next = await person(world).start();
    later(10 * MINUTE);
    await oauthStart(world, { ticket: next.ticket2, agreed: true }).expect(410);
  });

  test('who comes back from GitLab after ten minutes is too late [L6b, L14a]', async () => {
    const { ticket, flowSecret } = await person(world).start();
    const there = await goToGitLab(world, ticket);
    later(10 * MINUTE);
    await comeBack(world, there).expect(410);
    await person(world).status(flowSecret).expect(410);
    later(10 * MINUTE);
    await comeBack(world, there).expect(400);
    expect(world.oauth.calls).toEqual([]);
  });

  test('who confirms ten minutes after coming back is too late, and the tokens are revoked [L14a]', async () => {
    const { flowSecret } = await reachPending(world);
    later(10 * MINUTE);
    await person(world).status(flowSecret).expect(410);
    await person(world).confirm(flowSecret).expect(410);
    await person(world).decline(flowSecret).expect(410);
    await world.queue.send('end-old-attempts', {});
    await world.oauth.revoked('access-1', 'refresh-1');
    expect(await rowsOf(on.database, 'links')).toEqual([]);
  });

  test('rows of flows go an hour after their end', async () => {
    await reachPending(world);
    later(71 * MINUTE);
    await world.queue.send('end-old-attempts', {});
    await world.oauth.revoked('access-1', 'refresh-1');
    await until(async () => (await rowsOf(on.database, 'link_flows')).length === 0);
  });

  test('an uninstall before GitLab sends the browser back ends the flow [L12a]', async () => {
    const there = await goToGitLab(world, (await person(world).start()).ticket);
    await uninstall();
    await comeBack(world, there).expect(410);
    expect(world.oauth.calls).toEqual([]);
  });

  test('an uninstall while GitLab answers ends the flow, and what came is revoked [L12a]', async () => {
    const there = await goToGitLab(world, (await person(world).start()).ticket);
    world.oauth.next.exchange.push('hold');
    const back = comeBack(world, there).then(({ status }) => status);
    await world.oauth.held();
    await uninstall();
    world.oauth.release();
    expect(await back).toBe(410);
    await world.oauth.revoked('access-1', 'refresh-1');
  });

  test('a new install epoch kills flows of the old one at every step, and keeps links [L6b]', async () => {
    await linkAccount(world, 'bob');
    const fresh = await person(world, 'carol').start();
    const there = await goToGitLab(world, (await person(world, 'dave').start()).ticket);
    const pending = await reachPending(world, 'erin');
    world.tenants.set('site-one', { ...world.tenant(), epoch: 2 });
    await oauthStart(world, { ticket: fresh.ticket }).expect(410);
    await comeBack(world, there).expect(410);
    await person(world, 'erin').confirm(pending.flowSecret).expect(410);
    expect(world.oauth.count('exchange')).toBe(2);
    expect(await world.accounts.viewerOf(world.caller('bob'), INSTANCE, AbortSignal.timeout(5_000))).toMatchObject({ state: 'linked' });
  });

  test('an uninstall removes flows and links of its site only, and revokes their tokens [T2c]', async () => {
    await linkAccount(world);
    await reachPending(world, 'bob');
    await linkAccount(world, 'carol', 'site-two');
    await uninstall();
    await world.oauth.revoked('access-1', 'refresh-1', 'access-2', 'refresh-2');
    expect(await rowsOf(on.database, 'links')).toMatchObject([{ client_key: 'site-two' }]);
    expect(await rowsOf(on.database, 'link_flows')).toMatchObject([{ client_key: 'site-two' }]);
    expect([...world.oauth.alive]).toEqual(['refresh-3']);
  });

  test('tokens that wait for their revocation name no site and no person', async () => {
    world.oauth.next.revoke.push(new OAuthError('unavailable', 'down'), new OAuthError('unavailable', 'down'));
    await linkAccount(world);
    await uninstall();
    await world.oauth.called('revoke', 2);
    await world.close();
    const waiting = await rowsOf(on.database, 'revocations');
    expect(waiting).toHaveLength(2);
    expect(JSON.stringify(waiting)).not.toMatch(/site-one|alice|access-1|refresh-1/);
  });

  test('disconnecting what is not linked is told to nobody, and may be asked for only so often [T27d]', async () => {
    await linkAccount(world);
    const before = world.ended.length;
    for (let time = 0; time < 30; time += 1) await person(world).disconnect().expect(200, { status: 'unlinked' });
    expect(world.ended.slice(before)).toEqual(['site-one alice default']);
    const refused = await person(world).disconnect().expect(429);
    expect(refused.headers['retry-after']).toBe('600');
    await person(world, 'bob').disconnect().expect(200);
    world.time.now += 10 * 60_000 + 1;
    await person(world).disconnect().expect(200);
  });

  test('disconnecting works while GitLab is down, and it hears of it later', async () => {
    await linkAccount(world);
    world.oauth.next.revoke.push(new OAuthError('unavailable', 'down'), new OAuthError('lost', 'silent'));
    await person(world).disconnect().expect(200, { status: 'unlinked' });
    expect(await world.accounts.viewerOf(world.caller('alice'), INSTANCE, AbortSignal.timeout(5_000))).toEqual({ state: 'unlinked' });
    expect(await world.accounts.accountOf(world.caller('alice'), INSTANCE)).toBeUndefined();
    await world.oauth.called('revoke', 2);
    await world.close();
    expect([...world.oauth.alive]).toEqual(['refresh-1']);

    await bringForward(on);
    const next = createWorld(on.database, world);
    await world.oauth.revoked('access-1', 'refresh-1');
    await until(async () => (await rowsOf(on.database, 'revocations')).length === 0);
    await next.close();
    await person(world).disconnect().expect(200);
  });

  test('two processes do not both revoke a token', async () => {
    world.oauth.next.revoke.push(new OAuthError('unavailable', 'down'), new OAuthError('unavailable', 'down'));
    await linkAccount(world);
    await person(world).disconnect().expect(200);
    await world.oauth.called('revoke', 2);
    await world.close();
    await bringForward(on);
    const handle = await on.open();
    const processes = [createWorld(on.database, world), createWorld(handle, world)];
    await world.oauth.revoked('access-1', 'refresh-1');
    await until(async () => (await rowsOf(on.database, 'revocations')).length === 0);
    for (const { close } of processes) await close();
    await handle.close();
    expect(world.oauth.count('revoke')).toBe(4);
  });

  test('what GitLab does not take back in its last try waits for the operator, who has it tried again', async () => {
    await linkAccount(world);
    await world.queue.close();
    await person(world).disconnect().expect(200);
    world.oauth.next.revoke.push(new OAuthError('unavailable', 'down'), new OAuthError('unavailable', 'down'));
    await until(async () => (await world.queue.depth())['revoke-token'].waiting === 2);
    await spendTries(on);
    const next = createWorld(on.database, world);
    await until(async () => (await next.queue.dead()).length === 2);
    const dead = await next.queue.dead();
    expect(dead.map(({ kind, error }) => [kind, error])).toEqual(Array.from({ length: 2 }, () => ['revoke-token', 'the instance "default" has not taken a token back: down']));
    expect(dead.map(({ data }) => data.id).sort()).toEqual((await rowsOf(on.database, 'revocations')).map(({ id }) => id).sort());
    expect(await next.queue.replay('all')).toBe(2);
    await world.oauth.revoked('access-1', 'refresh-1');
    await until(async () => (await rowsOf(on.database, 'revocations')).length === 0);
    await next.close();
  });

  test('tokens are kept for thirty days after the week in which GitLab is asked, and no longer', async () => {
    await linkAccount(world);
    await world.queue.close();
    await person(world).disconnect().expect(200);
    await world.close();
    later(37 * 24 * 60 * MINUTE - 1_000);
    const next = createWorld(on.database, { time: world.time });
    await next.queue.close();
    await next.queue.send('forget-old-revocations', {});
    expect(await rowsOf(on.database, 'revocations')).toHaveLength(2);
    later(2_000);
    const last = createWorld(on.database, { time: world.time, oauth: world.oauth });
    await last.queue.send('forget-old-revocations', {});
    await until(async () => (await rowsOf(on.database, 'revocations')).length === 0);
    await last.close();
  });

  test('a token of which the process died before it could be handed over is found by the next', async () => {
    await linkAccount(world);
    await world.queue.close();
    await world.accounts.stop();
    await person(world).disconnect().expect(200);
    expect([(await rowsOf(on.database, 'revocations')).length, (await world.queue.depth())['revoke-token'].waiting]).toEqual([2, 0]);
    const next = createWorld(on.database, world);
    next.queue.recur();
    await world.oauth.revoked('access-1', 'refresh-1');
    await until(async () => (await rowsOf(on.database, 'revocations')).length === 0);
    await next.close();
  });

  test.each([
    ['takes too long', new OAuthError('lost', 'silent'), 503],
    ['is down', new OAuthError('unavailable', 'down'), 503],
    ['refuses the code', new OAuthError('invalid_grant', 'no'), 502],
    ['refuses our credentials', new OAuthError('invalid_client', 'no'), 502],
  ])('sends a code once when GitLab %s', async (_what, failure, status) => {
    const { ticket, flowSecret } = await person(world).start();
    world.oauth.next.exchange.push(failure);
    const page = await comeBack(world, await goToGitLab(world, ticket)).expect(status);
    expect(page.text).toContain('Nothing was linked');
    expect(world.oauth.count('exchange')).toBe(1);
    expect((await person(world).status(flowSecret).expect(200)).body).toMatchObject({ status: 'failed' });
    const alarms = world.log.filter((line) => line.includes('GITLAB_CLIENT_SECRET'));
    expect(alarms).toHaveLength(failure.failure === 'invalid_client' ? 1 : 0);
  });

  test('revokes tokens whose owner GitLab does not tell', async () => {
    const { ticket } = await person(world).start();
    world.oauth.next.currentUser.push(new GitLabError('unavailable', 'down'));
    await comeBack(world, await goToGitLab(world, ticket)).expect(503);
    await world.oauth.revoked('access-1', 'refresh-1');
  });

  test('nothing secret reaches a log, an address or a page [L15a]', async () => {
    const { ticket, ticket2, flowSecret } = await person(world).start();
    const there = await goToGitLab(world, ticket);
    const pages = [await comeBack(world, there), await comeBack(world, there), await person(world).status(flowSecret)];
    await person(world).confirm(flowSecret).expect(200);
    const link = await person(world, 'bob').start();
    world.oauth.next.exchange.push(new OAuthError('invalid_client', 'no'));
    pages.push(await comeBack(world, await goToGitLab(world, link.ticket2, true), { code: 'code-2' }));
    world.oauth.next.revoke.push(new OAuthError('refused', 'no'));
    await person(world).disconnect().expect(200);
    await world.oauth.called('revoke', 2);
    await world.close();
    const secrets = [ticket, ticket2, flowSecret, there.state, there.cookie.split('=')[1] ?? '', 'access-1', 'refresh-1', 'code-1', 'code-2', 'alice"', link.flowSecret];
    for (const secret of secrets) {
      expect(world.log.join('')).not.toContain(secret);
      if (secret !== 'alice"') expect(pages.map(({ text }) => text).join('')).not.toContain(secret);
    }
    expect(world.log.join('')).toContain('account linked');
  });
});
