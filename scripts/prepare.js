// Installs what is missing and builds what is stale, then leaves; with nothing to do it takes a fraction of a second.
// Runs before node_modules exists, so it uses Node's own modules only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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
if (!isInstalled() || !isBuilt()) process.exitCode = alone(join(root, '.preparing'), prepare);

/** The exit code: 0, or that of what failed and has said why. */
function prepare() {
  if (!isInstalled()) {
    const failed = wasInstalledByHand() ? 0 : install();
    if (failed) return failed;
    writeFileSync(join(root, 'node_modules/.installed'), lockHash());
  }
  if (isBuilt()) return 0;
  const sources = sourceHash();
  console.error('Building (half a minute) ...');
  const failed = run(process.execPath, join(root, 'scripts/build.js'));
  if (!failed) writeFileSync(join(root, 'dist/.built'), sources);
  return failed;
}

function isInstalled() {
  return read('node_modules/.installed') === lockHash();
}

function isBuilt() {
  return read('dist/.built') === sourceHash();
}

function install() {
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error('node_modules is a link to another folder, which installing here would empty. Remove the link, or install there.');
    return 1;
  }
  const npm = /npm-cli\.js$/.test(process.env.npm_execpath ?? '') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  if (!isUnpacked()) {
    console.error('Installing packages (a minute or two) ...');
    // NODE_ENV=production would leave out the compiler. npm 10 knows nothing of allowScripts and would run everybody's.
    const failed = run(...npm, 'ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
    if (failed) return failed;
  }
  console.error('Making sqlite3 ready (some minutes where it has to be compiled) ...');
  const failed = run(...npm, 'rebuild', ...allowed());
  if (failed) console.error('It could not be compiled. That takes Python 3, make, a C++ compiler and Node’s own headers, which are loaded from nodejs.org: where that can not be reached, npm_config_nodedir=/usr names a folder that has them in include/node.');
  return failed;
}

/** npm's own record names all of the lock file. */
function isUnpacked() {
  const there = JSON.parse(read('node_modules/.package-lock.json') ?? '{}').packages;
  if (!there) return false;
  const wanted = Object.entries(JSON.parse(read('package-lock.json')).packages).filter(([path]) => path !== '');
  return wanted.every(([path, { version, optional }]) => (there[path] ? there[path].version === version : optional));
}

/** Somebody ran `npm install` or `npm ci`, and what had to be compiled loads. */
function wasInstalledByHand() {
  if (!isUnpacked()) return false;
  const load = `for (const name of ${JSON.stringify(allowed())}) require(name)`;
  return spawnSync(process.execPath, ['-e', load], { cwd: root, stdio: 'ignore' }).status === 0;
}

/** Packages that may run scripts when they are installed, such as a compiler. */
function allowed() {
  const { allowScripts = {} } = JSON.parse(read('package.json'));
  return Object.keys(allowScripts).filter((name) => allowScripts[name]);
}

function lockHash() {
  return hashOf(['package-lock.json'], `${process.version} ${process.platform} ${process.arch}`);
}

function sourceHash() {
  const sources = ['src', 'views', 'demo', 'bench', 'public', 'forge', 'messages', 'test/fuzz', 'test/support'].flatMap(filesBelow);
  return hashOf([...sources, 'tsconfig.json', 'atlassian-connect.json', ...filesBelow('scripts')], lockHash());
}

function run(command, ...args) {
  // What is installed or built is said on stderr, so that stdout stays the process's own.
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) console.error(`${command} could not be run: ${error.message}`);
  return status ?? 1;
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
