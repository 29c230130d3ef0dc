import { lookup } from 'node:dns/promises';
import { loadSettings, SettingsError, type Settings } from '../../settings.js';
import type { Environment } from '../../settings-reader.js';
import type { Say } from '../command.js';
import { examineAddress, examineHealth, type Resolve } from './address.js';
import { examineClock } from './clock.js';
import { examineDatabase } from './database.js';
import { ok, printFinding, problem, warning, type Finding } from './finding.js';
import { examineGitLab } from './gitlab.js';
import { examineRedis } from './redis.js';

export interface DoctorParts {
  readonly environment: Environment;
  /** The folder of the installation, with its `.env` and `data/`. */
  readonly root: string;
  readonly resolve?: Resolve;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

const resolveByDns: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** Looks at everything that an installation needs, and changes nothing. */
export async function* examine({ environment, root, resolve = resolveByDns, clock = Date.now }: DoctorParts): AsyncGenerator<Finding> {
  const settings = readSettings(environment, root);
  if (settings instanceof SettingsError) {
    for (const what of settings.problems) yield problem('settings', what, '');
    return yield warning('the rest', 'it was not looked at.', 'Set right the settings first.');
  }
  yield judgeSettings(settings);
  yield await examineAddress(settings, resolve);
  yield await examineHealth(settings, clock);
  yield* await examineDatabase(settings);
  yield await examineRedis(settings);
  yield* await examineGitLab(settings, clock);
  yield* await examineClock(settings, clock);
}

/** Writes a line for each finding, and a last one that counts. Resolves to the exit code: 1 where there is a problem. */
export async function runDoctor(parts: DoctorParts, say: Say): Promise<number> {
  const counts = { ok: 0, warning: 0, problem: 0 };
  for await (const finding of examine(parts)) {
    counts[finding.result] += 1;
    say(printFinding(finding));
  }
  say(`${counts.ok} ok, ${counts.warning} ${counts.warning === 1 ? 'warning' : 'warnings'}, ${counts.problem} ${counts.problem === 1 ? 'problem' : 'problems'}`);
  return counts.problem > 0 ? 1 : 0;
}

function readSettings(environment: Environment, root: string): Settings | SettingsError {
  try {
    return loadSettings(environment, root);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
}

function judgeSettings({ env, loopback, database }: Settings): Finding {
  if (env !== 'production' && !loopback) return warning('settings', `NODE_ENV is ${env}, and the base URL a public one.`, 'Set NODE_ENV to production, which asks for what a real installation needs.');
  return ok('settings', `they can be read: ${env}, on ${database.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'}.`);
}
