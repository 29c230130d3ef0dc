import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROJECT = join(import.meta.dirname, '../..');
const COPIED = ['dist', 'src', 'views', 'demo', 'bench', 'public', 'forge', 'messages', 'test/fuzz', 'test/support', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json', 'config.json', 'atlassian-connect.json'];

/** A built copy of the project in a folder of its own, without anybody's `.env` and data; its packages are the project's. */
export interface Checkout {
  readonly root: string;
  remove(): void;
}

/** Builds the project first where it is stale. */
export function makeCheckout(): Checkout {
  const prepared = spawnSync(process.execPath, [join(PROJECT, 'scripts/prepare.js')], { encoding: 'utf8' });
  if (prepared.status !== 0) throw new Error(`The project could not be built: ${prepared.stderr}`);
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'checkout-'));
  for (const name of COPIED) if (existsSync(join(PROJECT, name))) cpSync(join(PROJECT, name), join(root, name), { recursive: true });
  // One link a package: whatever empties this folder leaves the packages themselves alone.
  mkdirSync(join(root, 'node_modules'));
  for (const name of readdirSync(join(PROJECT, 'node_modules'))) symlinkSync(join(PROJECT, 'node_modules', name), join(root, 'node_modules', name));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
