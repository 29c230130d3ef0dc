import { beforeEach, expect, test } from '@jest/globals';
import { createEndings } from '../../src/connect/endings.js';
import { closeAfterEach } from '../support/closing.js';
import { eachDatabase } from '../support/databases.js';
import { INSTALLED, installBody, makeSecret, makeSite, startConnectApp, UNINSTALLED, type ConnectApp, type Site } from '../support/lifecycle-app.js';
import { expectRefusal } from '../support/refusals.js';
import { asOperator, readRows } from '../support/rows.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

eachDatabase('a site that uninstalls where links are kept for a day', (on) => {
  const later = closeAfterEach();
  let app: ConnectApp;
  let site: Site;

  beforeEach(async () => {
    await asOperator(on.database).query('DELETE FROM tenants');
    app = await start();
    site = makeSite();
    await app.install(site).expect(204);
    pass(1_000);
  });

  async function start(more: Parameters<typeof startConnectApp>[1] = {}): Promise<ConnectApp> {
    const started = await startConnectApp(on.database, { settings: { uninstallGraceHours: 24 }, ...more });
    later(started.close);
    return started;
  }
  function pass(milliseconds: number): void {
    app.time.now += milliseconds;
  }
  async function row(clientKey = site.clientKey) {
    const [found] = (await readRows(on.database, 'tenants')).filter((one) => one.client_key === clientKey);
    if (!found) return undefined;
    const { shared_secret: secret, epoch, created_at: createdAt } = found;
    return { secret, epoch: Number(epoch), createdAt, keptUntil: momentOf(found.kept_until), uninstalledAt: momentOf(found.uninstalled_at) };
  }
  const momentOf = (value: unknown) => (value === null ? null : (value instanceof Date ? value : new Date(String(value))).getTime());
  /** What the next start of a process, or its next minute, does. */
  async function tidy(more: Parameters<typeof startConnectApp>[1] = {}): Promise<ConnectApp> {
    const process = await startConnectApp(on.database, { beside: app, settings: { uninstallGraceHours: 24 }, ...more });
    await process.close();
    return process;
  }
  async function installAgain(changes: Partial<Site> = {}): Promise<Site> {
    const again = { ...site, sharedSecret: makeSecret(), ...changes };
    await app.install(again).expect(204);
    return again;
  }

  test('loses every right at once, ends what it had begun, and is erased of nothing yet', async () => {
    const before = await row();
    await app.uninstall(site).expect(204, '');
    await expectRefusal(app.frame(site), 401);
    await expectRefusal(app.api(site), 401);
    expect(app.purges).toMatchObject({ suspended: [site.clientKey], done: [] });
    expect(await row()).toMatchObject({ secret: null, uninstalledAt: app.time.now, keptUntil: app.time.now + DAY });
    expect((await row())?.epoch).toBeGreaterThan((before?.epoch ?? Infinity));
    pass(DAY - 2_000);
    expect((await tidy()).purges.done).toEqual([]);
    expect(await row()).toBeDefined();
  });

  test('is the same tenant again when it installs within that time, and no token of before counts', async () => {
    const [before, earlier] = [await row(), app.api(site)];
    await app.uninstall(site).expect(204);
    pass(DAY - 1);
    const again = await installAgain();
    expect(await row()).toMatchObject({ uninstalledAt: null, keptUntil: null, createdAt: before?.createdAt });
    expect((await row())?.epoch).toBeGreaterThan((before?.epoch ?? Infinity) + 1);
    await expectRefusal(earlier, 401);
    await expectRefusal(app.api(site), 401);
    await app.api(again).expect(200);
    expect(app.log()).toContain('"isBack":true');
    pass(2 * DAY);
    expect((await tidy()).purges.done).toEqual([]);
    await app.frame(again).expect(200);
  });

  test('begins with nothing when its time is over, also where nobody has erased it yet', async () => {
    await app.uninstall(site).expect(204);
    pass(DAY);
    const again = await installAgain();
    expect(app.purges.done).toEqual([site.clientKey]);
    await app.frame(again).expect(200);
    expect(app.log()).not.toContain('"isBack":true');
  });

  test('is not brought back by another client key, nor by a call that is not signed for it', async () => {
    await app.uninstall(site).expect(204);
    const before = await row();
    pass(1_000);
    await app.install({ ...makeSite(), baseUrl: site.baseUrl }).expect(204);
    const stranger = makeSite();
    await expectRefusal(app.call(INSTALLED, app.token(INSTALLED, stranger.clientKey), installBody(site)), 401);
    await expectRefusal(app.call(INSTALLED, undefined, installBody(site)), 401);
    expect(await row()).toEqual(before);
  });

  test('is not brought back by the install of its former life', async () => {
    const [install, body] = [app.token(INSTALLED, site.clientKey), installBody(site)];
    await app.call(INSTALLED, install, body).expect(204);
    pass(1_000);
    await app.uninstall(site).expect(204);
    await app.call(INSTALLED, install, body).expect(204);
    expect((await row())?.uninstalledAt).not.toBeNull();
    await expectRefusal(app.frame(site), 401);
  });

  test('gains and loses no time by uninstalling twice', async () => {
    const [token, body] = [app.token(UNINSTALLED, site.clientKey), installBody(site)];
    await app.call(UNINSTALLED, token, body).expect(204);
    const before = await row();
    pass(1_000);
    await app.call(UNINSTALLED, token, body).expect(204);
    await app.uninstall(site).expect(204);
    expect(await row()).toEqual(before);
    pass(DAY);
    await app.uninstall(site).expect(204);
    expect(app.purges.done).toEqual([site.clientKey]);
    expect(await row()).toBeUndefined();
  });

  test('keeps the time that it was given when the setting changes', async () => {
    await app.uninstall(site).expect(204);
    await tidy({ settings: { uninstallGraceHours: 0 } });
    expect((await row())?.keptUntil).toBe(app.time.now + DAY);
  });

  test('is erased by whichever processes are there when its time is over', async () => {
    await app.uninstall(site).expect(204);
    pass(DAY);
    const processes = await Promise.all([tidy(), tidy()]);
    expect(processes.flatMap(({ purges }) => purges.done)).toContain(site.clientKey);
    expect(await row()).toBeUndefined();
  });

  test('is erased while a process goes on, by the work that it does every minute, which tells of what stays', async () => {
    await app.uninstall(site).expect(204);
    pass(DAY);
    app.purges.fail = new Error('cannot purge');
    await expect(app.connect.tidy()).rejects.toThrow('could not be removed yet');
    app.purges.fail = undefined;
    await app.connect.tidy();
    expect([app.purges.done, await row()]).toEqual([[site.clientKey], undefined]);
  });

  test('whose removal was cut short is never found again: the next start goes on, an install waits', async () => {
    await app.uninstall(site).expect(204);
    pass(DAY);
    await tidy({ fail: new Error('the process died here') });
    expect(await row()).toMatchObject({ keptUntil: null });
    // A clock set back must not open the way again.
    pass(-HOUR);
    app.purges.fail = new Error('cannot purge');
    await expectRefusal(app.call(INSTALLED, app.token(INSTALLED, site.clientKey), installBody({ ...site, sharedSecret: makeSecret() })), 503, 'unavailable');
    expect((await row())?.uninstalledAt).not.toBeNull();
    app.purges.fail = undefined;
    pass(1_000);
    await app.frame(await installAgain()).expect(200);
    expect(app.purges.done).toEqual([site.clientKey]);
  });

  test('that comes back in the moment of its removal either finds everything or begins anew', async () => {
    const other = await on.open();
    later(other.close);
    // Its clock is ahead, so that there the time is over already.
    const ahead = createEndings(other, () => app.time.now + HOUR);
    for (let round = 0; round < 8; round += 1) {
      await app.uninstall(site).expect(204);
      pass(DAY - 1_000);
      app.purges.done.length = 0;
      const logged = app.log().length;
      const [again, closed] = await Promise.all([installAgain(), ahead.close(site.clientKey)]);
      expect(app.log().slice(logged).includes('"isBack":true')).toBe(!closed);
      expect(app.purges.done).toEqual(closed ? [site.clientKey] : []);
      await app.frame(again).expect(200);
      pass(1_000);
    }
  }, 60_000);

  test('is kept no longer than thirty days by a clock that was wrong', async () => {
    pass(3650 * DAY);
    await app.uninstall(site).expect(204);
    pass(-3650 * DAY);
    await tidy();
    expect((await row())?.keptUntil).toBe(app.time.now + 30 * DAY);
    pass(30 * DAY);
    expect((await tidy()).purges.done).toEqual([site.clientKey]);
  });

  test('has no right while what it had begun can’t be ended, which the same call makes up for', async () => {
    app.purges.fail = new Error('cannot end');
    const [token, body] = [app.token(UNINSTALLED, site.clientKey), installBody(site)];
    await expectRefusal(app.call(UNINSTALLED, token, body), 503, 'unavailable');
    await expectRefusal(app.frame(site), 401);
    app.purges.fail = undefined;
    await app.call(UNINSTALLED, token, body).expect(204);
    expect(app.purges).toMatchObject({ suspended: [site.clientKey], done: [] });
  });
});
