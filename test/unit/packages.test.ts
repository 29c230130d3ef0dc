import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { shippedPackages } from '../../scripts/shipped.js';
import { sourcesIn } from '../support/sources.js';

const ROOT = join(import.meta.dirname, '../..');

interface Package {
  /** Where another package stands in the place of this name. */
  readonly name?: string;
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
  .map(([path, { name: alias, ...about }]) => ({ path, name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), alias, ...about }));

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as T;
}

/** What may be shipped with software under MIT without further conditions on that software. */
const PERMISSIVE = new Set(['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MPL-2.0', 'BlueOak-1.0.0', '0BSD', 'Unlicense', 'CC0-1.0', 'Python-2.0', 'PSF-2.0']);

function isPermissive(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((license) => PERMISSIVE.has(license)));
}

/** Old packages declare none and bring the text alone. */
function bringsMitText(path: string): boolean {
  const file = readdirSync(join(ROOT, path)).find((name) => /^licen[cs]e/i.test(name)) ?? '';
  return /Permission is hereby granted, free of charge, to any person/.test(readFileSync(join(ROOT, path, file), 'utf8').replace(/\s+/g, ' '));
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
    const shipped = new Set(shippedPackages().map(({ path }) => path));
    const strange = packages.filter(({ license, path }) => shipped.has(path) && !(license === undefined ? bringsMitText(path) : isPermissive(license)));
    // Atlassian's terms for developers: put only into the Forge app that an operator builds, which runs at Atlassian.
    expect(strange.map(({ path, license }) => `${path}: ${license}`)).toEqual(['node_modules/@forge/bridge: SEE LICENSE IN LICENSE.txt', 'node_modules/@forge/i18n: SEE LICENSE IN LICENSE.txt']);
  });

  it.each<readonly [string, readonly (readonly number[])[]]>([
    ['atlassian-connect-express', [[6, 6, 0]]], // CVE-2021-26073
    ['atlassian-jwt', [[2, 0, 2]]],
    ['body-parser', [[1, 20, 3]]], // CVE-2024-45590
    ['cookie', [[0, 7, 0]]], // CVE-2024-47764
    ['express', [[4, 22, 0]]],
    ['form-data', [[2, 5, 4], [3, 0, 4], [4, 0, 4]]], // CVE-2025-7783
    ['jsonwebtoken', [[9, 0, 0]]], // CVE-2022-23539, -23540, -23541
    ['jws', [[3, 2, 3], [4, 0, 1]]], // GHSA-869p-cjfg-cm3x
    ['path-to-regexp', [[0, 1, 12], [8, 0, 0]]], // CVE-2024-45296, -52798
    ['qs', [[6, 14, 1]]], // CVE-2025-15284
    ['request', [[3, 0, 0]]], // CVE-2023-28155, of which request itself is not repaired, and @cypress/request is
    ['send', [[0, 19, 0]]], // CVE-2024-43799
    ['sequelize', [[6, 37, 8]]], // CVE-2026-30951
    ['sqlite3', [[5, 1, 5]]], // CVE-2022-43441
    ['tar', [[7, 5, 7]]], // GHSA-34x7-hfp2-rc4v
    ['tough-cookie', [[4, 1, 3]]], // CVE-2023-26136
  ])('have no %s with known holes, as locked and as installed [T30b]', (name, repaired) => {
    const found = packages.filter((one) => one.name === name);
    const versions = [...found.map(({ version }) => version), ...found.filter(({ path }) => existsSync(join(ROOT, path))).map(({ path }) => readJson<Package>(`${path}/package.json`).version)];
    expect(versions.filter((version) => !isRepaired(version, repaired))).toEqual([]);
    expect(versions.length).toBeGreaterThan(1);
  });

  it('have nothing of what atlassian-connect-express names for stores, tunnels, prompts and impersonation, which this app does not use [T30b]', () => {
    for (const name of ['@aws-sdk/client-dynamodb', '@ngrok/ngrok', 'atlassian-connect-validator', 'atlassian-oauth2', 'inquirer', 'mongodb', 'node-fetch', 'redis']) {
      const real = packages.filter((one) => one.path.endsWith(`node_modules/${name}`) && !one.dev && one.alias !== 'ms');
      expect(real).toEqual([]);
    }
  });

  it('that had holes and come by ACE are called in two places, which go near none of them [T30b]', () => {
    // In redirects, jars of cookies and forms of several parts those holes were that are repaired.
    expect(Object.keys(manifest.dependencies).filter((name) => ['request', 'tough-cookie', 'form-data'].includes(name))).toEqual([]);
    const sources = [...sourcesIn('src'), ...sourcesIn('views')].map(({ path, tree }) => ({ path, text: tree.text }));
    const callers = sources.filter(({ text }) => text.includes('.httpClient('));
    expect(callers.map(({ path }) => path)).toEqual(['src/connect/call-by-ace.ts', 'src/connect/site-probe.ts']);
    expect(sources.filter(({ text }) => /from '(request|tough-cookie|form-data)'/.test(text))).toEqual([]);
    const options = callers.map(({ text }) => /const options = \{(.*)\};/.exec(text)?.[1] ?? '');
    for (const option of options) expect(option).toContain('followRedirect: false');
    expect(options.join().match(/\b(jar|form|formData|multipart|followAllRedirects)\b/g)).toBeNull();
  });
});

/** Whether a version is not below the repaired one of its major version, or of the last before it. */
function isRepaired(version: string | undefined, repaired: readonly (readonly number[])[]): boolean {
  const numbers = (version ?? '').split('.').map(Number);
  const least = repaired.filter(([major = 0]) => major <= (numbers[0] ?? 0)).at(-1);
  if (!least) return false;
  const first = least.findIndex((number, index) => number !== numbers[index]);
  return first === -1 || (numbers[first] ?? 0) > (least[first] ?? 0);
}
