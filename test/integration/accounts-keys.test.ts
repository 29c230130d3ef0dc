import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { ACCOUNT_COLUMNS } from '../../src/accounts/sealed-columns.js';
import { OAuthError } from '../../src/gitlab/errors.js';
import { resealColumns } from '../../src/storage/rotation.js';
import { createSealer } from '../../src/storage/sealing.js';
import { eachDatabase } from '../support/databases.js';
import { bringForward } from '../support/jobs.js';
import { createWorld, goToGitLab, INSTANCE, linkAccount, person, reachPending, rowsOf } from './accounts-world.js';

eachDatabase('a new encryption key', (on) => {
  const old = { id: 'test', key: Buffer.alloc(32, 7) };
  const fresh = { id: 'fresh', key: randomBytes(32) };

  test('is brought to every secret of accounts, after which the old one is not needed', async () => {
    const world = createWorld(on.database, { keys: [old] });
    await linkAccount(world, 'alice');
    const pending = await reachPending(world, 'bob');
    await goToGitLab(world, (await person(world, 'carol').start()).ticket);
    await linkAccount(world, 'dave');
    world.oauth.next.revoke.push(new OAuthError('unavailable', 'down'), new OAuthError('unavailable', 'down'));
    await person(world, 'dave').disconnect().expect(200);
    await world.oauth.called('revoke', 2);
    await world.close();

    const done = await resealColumns(on.database, createSealer([fresh, old]), ACCOUNT_COLUMNS);
    expect(done).toEqual({ resealed: 2 + 2 + 1 + 2, failures: [] });
    const everything = JSON.stringify([await rowsOf(on.database, 'links'), await rowsOf(on.database, 'link_flows'), await rowsOf(on.database, 'revocations')]);
    expect(everything).not.toContain('v1.test.');

    await bringForward(on);
    const next = createWorld(on.database, { oauth: world.oauth, time: world.time, keys: [fresh] });
    expect(await next.accounts.viewerOf(next.caller('alice'), INSTANCE, AbortSignal.timeout(5_000))).toMatchObject({ accessToken: 'access-1' });
    await person(next, 'bob').confirm(pending.flowSecret).expect(200);
    await next.oauth.revoked('access-3', 'refresh-3');
    await next.close();
  });
});
