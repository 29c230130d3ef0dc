import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { sourcesIn } from '../support/sources.js';

const ROOT = join(import.meta.dirname, '../..');

interface Package {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}
interface Manifest {
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const manifest = readJson<Manifest>('package.json');
const packages = Object.entries(readJson<{ packages: Record<string, Package> }>('package-lock.json').packages)
  .filter(([path]) => path !== '')
  .map(([path, about]) => ({ path, name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), ...about }));

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;
}

function versionsOf(name: string): (string | undefined)[] {
  return packages.filter((one) => one.name === name).map(({ version }) => version);
}

/** Whether a version is that one or a later one. */
function isAtLeast(version: string | undefined, least: readonly number[]): boolean {
  const numbers = (version ?? '').split('.').map(Number);
  const first = least.findIndex((number, index) => number !== numbers[index]);
  return first === -1 || (numbers[first] ?? 0) > (least[first] ?? 0);
}

/** What may be shipped with software under Apache-2.0 without further conditions on that software. */
const PERMISSIVE = new Set(['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MPL-2.0', 'BlueOak-1.0.0', '0BSD', 'Unlicense', 'CC0-1.0', 'Python-2.0', 'PSF-2.0']);

function isPermissive(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((license) => PERMISSIVE.has(license)));
}

/** Old packages declare none and bring the text alone. */
function bringsMitText(path: string): boolean {
  return /Permission is hereby granted, free of charge, to any person/.test(readFileSync(join(ROOT, path, 'LICENSE'), 'utf8').replace(/\s+/g, ' '));
}

describe('the packages', () => {
  it('that run scripts when they are installed are each allowed or refused by name [T30b]', () => {
    const scripted = packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
    expect(Object.keys(manifest.allowScripts).sort()).toEqual([...new Set(scripted)].sort());
  });

  it('are pinned: exact versions in package.json, and each with its hash in the lock file [T30b]', () => {
    const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(wanted.filter(([name, version]) => packages.find(({ path }) => path === `node_modules/${name}`)?.version !== version)).toEqual([]);
    expect(packages.filter(({ version, integrity, link }) => link || !integrity?.startsWith('sha512-') || !/^\d+\.\d+\.\d+/.test(version ?? ''))).toEqual([]);
  });

  it('that are shipped have licences that go with ours', () => {
    const strange = packages.filter(({ dev, license, path }) => !dev && !(license === undefined ? bringsMitText(path) : isPermissive(license)));
    expect(strange.map(({ path, license }) => `${path}: ${license}`)).toEqual([]);
  });

  it.each([
    ['sequelize', [6, 37, 8]], // CVE-2026-30951
    ['express', [4, 22, 0]],
    ['jsonwebtoken', [9, 0, 0]], // CVE-2022-23539, -23540, -23541
  ] as const)('have no %s with known holes [T30b]', (name, least) => {
    expect(versionsOf(name).filter((version) => !isAtLeast(version, least))).toEqual([]);
    expect(versionsOf(name).length).toBeGreaterThan(0);
  });

  it('read queries and bodies by no qs with known holes [T30b]', () => {
    // CVE-2025-15284. The one within request writes queries and reads none.
    expect(packages.filter(({ name, dev, path, version }) => name === 'qs' && !dev && path !== 'node_modules/request/node_modules/qs' && !isAtLeast(version, [6, 14, 1]))).toEqual([]);
    expect(packages.map(({ path }) => path)).toContain('node_modules/qs');
  });

  it('that ACE brings with known holes are called in two places, which go near none of them [T30b]', () => {
    // CVE-2023-28155 is about redirects, CVE-2023-26136 about a jar of cookies, CVE-2025-7783 about forms of several parts.
    const old = ['request', 'tough-cookie', 'form-data'].filter((name) => packages.some(({ dev, path }) => !dev && [`node_modules/${name}`, `node_modules/request/node_modules/${name}`].includes(path)));
    expect(Object.keys(manifest.dependencies).filter((name) => old.includes(name))).toEqual([]);
    const sources = [...sourcesIn('src'), ...sourcesIn('views')].map(({ path, tree }) => ({ path, text: tree.text }));
    const callers = sources.filter(({ text }) => text.includes('.httpClient('));
    expect(callers.map(({ path }) => path)).toEqual(['src/connect/call-by-ace.ts', 'src/connect/site-probe.ts']);
    expect(sources.filter(({ text }) => /from '(request|tough-cookie|form-data)'/.test(text))).toEqual([]);
    const options = callers.map(({ text }) => /const options = \{(.*)\};/.exec(text)?.[1] ?? '');
    for (const option of options) expect(option).toContain('followRedirect: false');
    expect(options.join().match(/\b(jar|form|formData|multipart|followAllRedirects)\b/g)).toBeNull();
  });
});
