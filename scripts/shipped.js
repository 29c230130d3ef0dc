// Which packages of the lock file are shipped: what the server runs with, and what is put into the browser's scripts.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Needed to build alone, but the build puts them into files that browsers load: a bundle that its makers have made, with what it brings, and single modules. */
const BUNDLES = ['mermaid'];
const MODULES = ['@forge/bridge', '@forge/i18n'];
/** What the server runs with, and browsers load too. */
const BOTH = ['preact'];

/** Each with `path`, `name`, `version`, `license`, and `where` it runs: `server`, `browser` or `server and browser`. Names are those of the registry, also where an alias stands for them. */
export function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const shipped = new Map();
  for (const path of Object.keys(packages)) if (path !== '' && !packages[path].dev) shipped.set(path, 'server');
  const add = (path) => {
    if (path === undefined || shipped.has(path)) return;
    shipped.set(path, 'browser');
    for (const name of Object.keys(packages[path].dependencies ?? {})) add(find(packages, path, name));
  };
  for (const name of BUNDLES) add(`node_modules/${name}`);
  for (const name of MODULES) shipped.set(`node_modules/${name}`, 'browser');
  for (const name of BOTH) shipped.set(`node_modules/${name}`, 'server and browser');
  return [...shipped].map(([path, where]) => {
    const { name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), version, license, integrity } = packages[path];
    return { path, name, version, license, integrity, where };
  });
}

/** Where Node finds a package from another one's folder; undefined where it finds none. */
export function find(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    if (packages[`${folder}/node_modules/${name}`]) return `${folder}/node_modules/${name}`;
    if (!folder.includes('/node_modules/')) return packages[`node_modules/${name}`] && `node_modules/${name}`;
  }
}
