// Installs what is missing and builds what is stale, then leaves; with nothing to do it takes a fraction of a second.
// Runs before node_modules exists, so it uses Node's own modules only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alone } from './alone.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`This needs Node.js 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

// What was there a moment ago another start may be replacing now, so all is looked at again once it is our turn.
if (!isInstalled() || !isBuilt()) alone(join(root, '.preparing'), prepare);

function prepare() {
  if (!isInstalled()) {
    if (!wasInstalledByHand()) install();
    writeFileSync(join(root, 'node_modules/.installed'), lockHash());
  }
  if (isBuilt()) return;
  const sources = sourceHash();
  console.error('Building ...');
  run(process.execPath, [join(root, 'scripts/build.js')]);
  writeFileSync(join(root, 'dist/.built'), sources);
}

function isInstalled() {
  return read('node_modules/.installed') === lockHash();
}

function isBuilt() {
  return read('dist/.built') === sourceHash();
}

function install() {
  console.error('Installing packages (the first time takes some minutes where sqlite3 has to be compiled) ...');
  const npm = /npm-cli\.js$/.test(process.env.npm_execpath ?? '') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  // NODE_ENV=production would leave out the compiler.
  run(...npm, ['ci', '--include=dev', '--no-audit', '--no-fund'].flat());
}

/** Somebody ran `npm install` or `npm ci`: npm's own record names all of the lock file, and what had to be compiled loads. */
function wasInstalledByHand() {
  const there = JSON.parse(read('node_modules/.package-lock.json') ?? '{}').packages;
  if (!there) return false;
  const wanted = Object.entries(JSON.parse(read('package-lock.json')).packages).filter(([path]) => path !== '');
  if (!wanted.every(([path, { version, optional }]) => (there[path] ? there[path].version === version : optional))) return false;
  const { allowScripts = {} } = JSON.parse(read('package.json'));
  const compiled = Object.keys(allowScripts).filter((name) => allowScripts[name]);
  const load = `for (const name of ${JSON.stringify(compiled)}) require(name)`;
  return spawnSync(process.execPath, ['-e', load], { cwd: root, stdio: 'ignore' }).status === 0;
}
