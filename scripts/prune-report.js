// `npm run prune-report`: what an installation for production holds (`npm ci --omit=dev`), how large it is, and what of it the server can load. Fails where a package that package.json asks for is never loaded.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { find, ROOT, shippedPackages } from './shipped.js';

/** Sequelize finds these by a name that it puts together, and what it names besides isn't there. */
const BY_NAME = ['pg', 'sqlite3'];
const NOT_THERE = ['pg-hstore', 'mariadb', 'mysql2', 'tedious', 'oracledb', 'snowflake-sdk', 'ibm_db', 'longjohn'];
/** What stands in the places of what atlassian-connect-express asks for and this app never has it load. */
const ALIAS = 'ms';
const LARGEST = 15;

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
const installed = shippedPackages().filter(({ path, where }) => where !== 'browser' && existsSync(join(ROOT, path))).map((one) => ({ ...one, bytes: sizeOf(join(ROOT, one.path)) }));
const loaded = await findLoaded();
const idle = installed.filter(({ path }) => !loaded.has(path));
const unused = Object.keys(manifest.dependencies).filter((name) => !loaded.has(`node_modules/${name}`));
const aliases = installed.filter(({ path, name }) => name === ALIAS && !path.endsWith(`/${ALIAS}`)).map(({ path }) => path.split('node_modules/').at(-1));

console.log(`${installed.length} packages for production, ${megabytes(sum(installed))} on disk; ${installed.length - idle.length} of them, ${megabytes(sum(installed) - sum(idle))}, can be loaded by the server and its commands`);
console.log(`\nThe largest:`);
for (const { path, bytes } of [...installed].sort((a, b) => b.bytes - a.bytes).slice(0, LARGEST)) console.log(`  ${megabytes(bytes).padStart(9)}  ${path.slice('node_modules/'.length)} <- ${askers(path)}`);
console.log(`\nInstalled and never loaded, since what asks for it can't be installed without (types, build tools, and parts of packages that are used otherwise): ${idle.length} packages, ${megabytes(sum(idle))}`);
for (const { path, bytes } of idle.filter(({ bytes: size }) => size > 100_000).sort((a, b) => b.bytes - a.bytes)) console.log(`  ${megabytes(bytes).padStart(9)}  ${path.slice('node_modules/'.length)} <- ${askers(path)}`);
console.log(`\nLeft out: ${aliases.sort().join(', ')}. atlassian-connect-express names them for stores, tunnels, prompts and impersonation, which this app does not use; npm can't leave a dependency out, so ${ALIAS}, which is there anyway, takes their names.`);
for (const name of unused) console.error(`\nfailed: package.json asks for ${name}, and nothing loads it`);
process.exitCode = unused.length > 0 ? 1 : 0;

/** The folders of the packages that the built server and its commands import, whichever way they go. */
async function findLoaded() {
  const entryPoints = Object.values(manifest.scripts).map((script) => /\bnode (dist\/src\/[\w-]+\.js)/.exec(script)?.[1]).filter(Boolean);
  entryPoints.push('dist/src/server.js', 'dist/src/supervise.js');
  const { metafile } = await build({
    entryPoints: [...new Set(entryPoints)], bundle: true, splitting: true, platform: 'node', format: 'esm', outdir: join(ROOT, 'unwritten'), write: false, metafile: true,
    absWorkingDir: ROOT, logLevel: 'error', logOverride: { 'require-resolve-not-external': 'silent' }, loader: { '.node': 'empty' }, external: NOT_THERE,
  });
  return new Set([...Object.keys(metafile.inputs).map(folderOf), ...BY_NAME.map((name) => `node_modules/${name}`)]);
}

/** The folder of the package that a file is of; that of this project's own files is no package's. */
function folderOf(file) {
  const start = file.lastIndexOf('node_modules/') + 'node_modules/'.length;
  const [scope, name] = file.slice(start).split('/');
  return `${file.slice(0, start)}${scope.startsWith('@') ? `${scope}/${name}` : scope}`;
}

function askers(path) {
  const name = path.split('node_modules/').at(-1);
  const asks = ([from, about]) => from !== '' && !about.dev && (about.dependencies?.[name] ?? about.optionalDependencies?.[name] ?? about.peerDependencies?.[name]) && find(lock, from, name) === path;
  const names = Object.entries(lock).filter(asks).map(([from]) => from.split('node_modules/').at(-1));
  const all = [...(path === `node_modules/${name}` && manifest.dependencies[name] ? ['package.json'] : []), ...new Set(names)];
  return all.length > 3 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(', ');
}

function sizeOf(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') bytes += sizeOf(path);
    else if (entry.isFile()) bytes += statSync(path).size;
  }
  return bytes;
}

function sum(packages) {
  return packages.reduce((total, { bytes }) => total + bytes, 0);
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
