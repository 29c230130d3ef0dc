import { beforeEach, expect, test } from '@jest/globals';
import { createAudit } from '../../src/audit/audit.js';
import { OAuthError } from '../../src/gitlab/errors.js';
import { createLogger } from '../../src/logger.js';
import { readRevokeArguments, revokeAll } from '../../src/operate/revoke-all.js';
import { LINK_ENDED } from '../../src/accounts/viewer.js';
import { createInvalidation } from '../../src/storage/invalidation.js';
import { eachDatabase } from '../support/databases.js';
import { sitesWith } from '../support/sites.js';
import { asOperator } from '../support/rows.js';
import { createWorld, emptyTables, INSTANCE, linkAccount, reachPending, rowsOf, type World } from './accounts-world.js';

eachDatabase('npm run revoke-all', (on) => {
  let world: World;
  let heard: string[];

  async function revoke(...args: readonly string[]): Promise<{ readonly code: number; readonly told: string }> {
    const told: string[] = [];
    const logger = createLogger('silent');
    const invalidation = createInvalidation({ redis: undefined, logger });
    invalidation.on(LINK_ENDED, (name) => heard.push(name));
    const common = { database: on.database, sealer: world.sealer, logger, clock: () => world.time.now };
    const parts = { ...common, invalidation, queue: world.queue, gitlab: { preset: INSTANCE, oauth: world.oauth }, sites: sitesWith(() => [INSTANCE]), audit: createAudit({ ...common, settings: { auditDays: 180 } }) };
    const code = await revokeAll(parts, readRevokeArguments(args), (line) => told.push(line));
    return { code, told: told.join('\n') };
  }
  const linked = async () => (await rowsOf(on.database, 'links')).map(({ account_id: account }) => account).sort();
  const noted = async () => (await rowsOf(on.database, 'audit_entries')).filter(({ action }) => action === 'links-ended').map(({ client_key: site, actor }) => [site, actor]).sort();
  const addSite = (clientKey: string, baseUrl: string) => {
    const at = new Date();
    return asOperator(on.database).bulkInsert('tenants', [{ client_key: clientKey, base_url: baseUrl, product_type: 'confluence', epoch: 1, installed_at: at, created_at: at, updated_at: at }]);
  };

  beforeEach(async () => {
    await emptyTables(on.database);
    await asOperator(on.database).query('DELETE FROM tenants');
    await addSite('site-one', 'https://one.atlassian.net/wiki');
    heard = [];
    world = createWorld(on.database);
    for (const account of ['alice', 'bert']) await linkAccount(world, account);
    await linkAccount(world, 'carol', 'site-two');
    await reachPending(world, 'dora', 'site-two');
    await world.close();
    world.oauth.calls.length = 0;
  });

  test('says what it would end, and ends nothing without --yes', async () => {
    const { code, told } = await revoke();
    expect(code).toBe(1);
    expect(told).toMatch(/^https:\/\/one\.atlassian\.net\/wiki \(client key site-one\): 2 links, 0 attempts to link\.\nclient key site-two: 1 link, 1 attempt to link\.\nNothing was ended\. Add --yes/);
    expect([await linked(), world.oauth.calls]).toEqual([['alice', 'bert', 'carol'], []]);
  });

  test('ends all links and attempts, tells the instances and each site\'s audit log, and has GitLab revoke the tokens', async () => {
    const { code, told } = await revoke('--yes');
    expect([code, told]).toEqual([0, 'https://one.atlassian.net/wiki (client key site-one): 2 links ended.\nclient key site-two: 1 link ended.\nGitLab has revoked all tokens.']);
    await world.oauth.revoked(...[1, 2, 3, 4].flatMap((number) => [`access-${number}`, `refresh-${number}`]));
    expect([await linked(), await rowsOf(on.database, 'revocations'), await noted()]).toEqual([[], [], [['site-one', null], ['site-two', null]]]);
    expect(heard.sort()).toEqual(['site-one alice default', 'site-one bert default', 'site-two carol default']);
    const after = createWorld(on.database, { oauth: world.oauth, time: world.time });
    expect((await after.accounts.viewerOf(after.caller('alice'), INSTANCE, AbortSignal.timeout(5_000))).state).toBe('unlinked');
    await after.close();
    expect(await revoke('--yes')).toEqual({ code: 0, told: 'There are no such links: nothing was ended.' });
  });

  test.each([
    ['a site by its address', ['--site', 'one.atlassian.net'], ['carol']],
    ['a site by its client key', ['--client-key', 'site-two'], ['alice', 'bert']],
    ['one GitLab', ['--instance', 'https://GITLAB.example/'], ['bert']],
    ['another GitLab', ['--instance', 'https://other.example'], ['alice', 'carol']],
  ])('ends the links of %s alone', async (_what, args, left) => {
    await asOperator(on.database).query("UPDATE links SET instance_url = 'https://other.example' WHERE account_id = 'bert'");
    const { code } = await revoke(...args, '--yes');
    expect([code, await linked()]).toEqual([0, left]);
  });

  test('leaves to the app what GitLab does not take back now', async () => {
    world.oauth.next.revoke.push(...Array.from({ length: 4 }, () => new OAuthError('unavailable', 'away')));
    expect(await revoke('--yes', '--site', 'https://one.atlassian.net/wiki')).toMatchObject({ code: 0, told: expect.stringContaining('4 tokens wait to be revoked at GitLab') });
    expect([await linked(), (await rowsOf(on.database, 'revocations')).length]).toEqual([['carol'], 4]);
  });

  test('ends nothing of an address that nobody has, or that several have', async () => {
    await expect(revoke('--yes', '--site', 'nobody.atlassian.net')).rejects.toThrow('No such site is known.');
    await addSite('site-one-again', 'https://one.atlassian.net/wiki');
    await expect(revoke('--yes', '--site', 'one.atlassian.net')).rejects.toThrow(/--client-key:\n.*site-one\).*\n.*site-one-again/);
    expect(await linked()).toHaveLength(3);
  });
});

test.each([[['--site', 'a', '--client-key', 'b']], [['--site', '']], [['--instance', 'gitlab']], [['all']], [['--force']]])('%j is refused with how the command is called', (args) => {
  expect(() => readRevokeArguments(args)).toThrow('npm run revoke-all -- --site');
});
