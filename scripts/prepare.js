// Installs what is missing and builds what is stale, then leaves; with nothing to do it takes a fraction of a second.
// Runs before node_modules exists, so it uses Node's own modules only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`This needs Node.js 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

const installed = hashOf(['package-lock.json'], `${process.version} ${process.platform} ${process.arch}`);
if (read('node_modules/.installed') !== installed) {
  console.error('Installing packages (the first time takes some minutes where sqlite3 has to be compiled) ...');
  // NODE_ENV=production would leave out the compiler.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  run(npm ? process.execPath : 'npm', npm ? [npm, ...args] : args);
  writeFileSync(join(root, 'node_modules/.installed'), installed);
}

const sources = ['src', 'views', 'demo', 'bench', 'public'].flatMap(filesBelow);
const built = hashOf([...sources, 'tsconfig.json', 'atlassian-connect.json', 'scripts/build.js'], installed);
if (read('dist/.built') !== built) {
  console.error('Building ...');
  run(process.execPath, [join(root, 'scripts/build.js')]);
  writeFileSync(join(root, 'dist/.built'), built);
}

function run(command, args) {
  // What is installed or built is said on stderr, so that stdout stays the process's own.
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

function read(path) {
  return existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
}

function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function hashOf(paths, salt) {
  const hash = createHash('sha256').update(salt);
  for (const path of [...paths].sort()) hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}
