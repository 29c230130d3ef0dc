import { beforeEach, expect, test } from '@jest/globals';
import { createLogger } from '../../src/logger.js';
import { createQueue } from '../../src/queue/queue.js';
import { closeAfterEach } from '../support/closing.js';
import { eachDatabase } from '../support/databases.js';
import { removeJobs, spendTries } from '../support/jobs.js';
import { runNode } from '../support/processes.js';
import { until } from '../support/until.js';

eachDatabase('npm run jobs', (on) => {
  const later = closeAfterEach();
  const url = () => (on.settings.dialect === 'sqlite' ? `sqlite:${on.settings.path}` : on.settings.url);
  const jobs = (...args: string[]) => runNode(['dist/src/jobs.js', ...args], { NODE_ENV: 'test', DATABASE_URL: url() });

  beforeEach(() => removeJobs(on));

  /** Two that failed for the last time, and one that waits. */
  async function leaveJobs(): Promise<readonly string[]> {
    const queue = createQueue({ database: on.database, logger: createLogger('silent') });
    later(queue.close);
    queue.handle('revoke-token', ({ id }) => Promise.reject(new Error(`no answer for ${id}: code=secret-canary-4711`)));
    for (const id of ['one', 'two']) await queue.send('revoke-token', { id });
    await spendTries(on);
    queue.start();
    await until(async () => (await queue.dead()).length === 2);
    await queue.close();
    await queue.send('revoke-token', { id: 'three' }, { startAfterSeconds: 600 });
    return (await queue.dead()).map(({ id }) => id);
  }

  test('shows what waits and what has failed for the last time, and has one or all of it tried again', async () => {
    const [first = '', second = ''] = await leaveJobs();
    const shown = await jobs();
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toContain('revoke-token: 1 waiting, 0 running, 2 failed\n');
    expect(shown.out).toContain('report-personal-data: 0 waiting, 0 running, 0 failed\n');
    for (const id of [first, second]) expect(shown.out).toMatch(new RegExp(`\n  ${id} revoke-token id=(one|two): 42 tries, since [\\dT:.Z-]+: no answer for (one|two): \\[struck\\]\n`));
    expect(await jobs('replay', first)).toEqual({ code: 0, out: '1 job is tried again by the app.\n', err: '' });
    expect(await jobs('replay', first)).toEqual({ code: 1, out: '', err: `No job ${first} has failed for the last time.\n` });
    expect(await jobs('replay', 'all')).toEqual({ code: 0, out: '1 job is tried again by the app.\n', err: '' });
    const { out } = await jobs();
    expect(out).toContain('revoke-token: 3 waiting, 0 running, 0 failed\n');
    expect(out).toMatch(/\nNothing has failed for the last time\.\n$/);
  }, 30_000);
});

test.each([[['delete']], [['replay']], [['replay', 'one', 'two']], [['replay', '']]])('npm run jobs %j says how it is called, before it looks at anything', async (args) => {
  const { code, out, err } = await runNode(['dist/src/jobs.js', ...args], { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('npm run jobs -- replay ID');
}, 30_000);
