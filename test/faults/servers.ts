import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe } from '@jest/globals';
import { runOnPostgres } from '../support/databases.js';
import { until } from './frames.js';

/** A PostgreSQL server of a test's own. */
export interface Server {
  readonly port: number;
  /** As its superuser. */
  readonly url: string;
  /** Ends it as a crash does: at once, with all its connections. */
  crash(): Promise<void>;
}

/** Two servers, of which the second holds what the first has committed and only reads until it is promoted. */
export interface Servers {
  readonly primary: Server;
  readonly standby: Server;
  /** Makes the standby take over. */
  promote(): Promise<void>;
  close(): Promise<void>;
}

const programs = findPrograms();
const account = findAccount();

/** Runs a suite that starts PostgreSQL servers; where their programs are missing it is skipped by name, unless REQUIRE_SUITES is set. */
export function describeWithServers(name: string, suite: () => void): void {
  if (programs !== undefined && account !== undefined) describe(name, suite);
  else if (process.env.REQUIRE_SUITES === undefined) describe.skip(`${name} (no PostgreSQL server to start)`, suite);
  else describe(name, () => beforeAll(() => Promise.reject(new Error('the programs of a PostgreSQL server are required and are not there'))));
}

/** Starts both, on free ports of 127.0.0.1 and with a database `test`. A commit waits until the standby has applied it. */
export async function startServers(): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), 'servers-'));
  if (account) chownSync(folder, account.uid, account.gid);
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  runHere(folder, 'initdb', ['--auth=trust', '--username=root', '--encoding=UTF8', '--locale=C', '--no-sync', `--pgdata=${first}`]);
  const primary = await start(first);
  await runOnPostgres(primary.url.replace(/test$/, 'postgres'), 'CREATE DATABASE test');
  runHere(folder, 'pg_basebackup', ['--host=127.0.0.1', `--port=${primary.port}`, '--username=root', '--checkpoint=fast', '--no-sync', '--write-recovery-conf', `--pgdata=${second}`]);
  const standby = await start(second);
  // Only now: before somebody follows, no commit would end.
  await runOnPostgres(primary.url, `ALTER SYSTEM SET synchronous_standby_names = '*'`);
  await runOnPostgres(primary.url, `ALTER SYSTEM SET synchronous_commit = 'remote_apply'`);
  await runOnPostgres(primary.url, 'SELECT pg_reload_conf()');
  return {
    primary,
    standby,
    promote: () => runOnPostgres(standby.url, 'SELECT pg_promote(true, 20)'),
    async close() {
      await Promise.all([primary.crash(), standby.crash()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function start(data: string): Promise<Server> {
  const port = await findFreePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', shared_buffers: '16MB' };
  const child = spawn(join(programs ?? '', 'postgres'), ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])], { stdio: 'ignore', cwd: data, ...account });
  let isOver = false;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve())).then(() => (isOver = true));
  const url = `postgres://root@127.0.0.1:${port}/test`;
  const answers = await until(20_000, () => runOnPostgres(url.replace(/test$/, 'postgres'), 'SELECT 1').then(() => true, () => false), (yes) => yes || isOver);
  if (!answers) throw new Error('A PostgreSQL server did not start.');
  return {
    port,
    url,
    async crash() {
      child.kill('SIGQUIT');
      await ended;
    },
  };
}

function runHere(cwd: string, program: string, args: readonly string[]): void {
  execFileSync(join(programs ?? '', program), args, { cwd, stdio: 'pipe', ...account });
}

/** The folder of a server's programs, which Debian keeps outside of the path. */
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  return [...versions, ...(process.env.PATH ?? '').split(':')].find((folder) => ['initdb', 'postgres', 'pg_basebackup'].every((program) => existsSync(join(folder, program))));
}

/** PostgreSQL refuses to be run by root. @returns `{}` for this process's own account, undefined where there is none to run it */
function findAccount(): { readonly uid: number; readonly gid: number } | Record<string, never> | undefined {
  if (process.getuid?.() !== 0) return {};
  const [, , uid, gid] = /^postgres:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0].split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
