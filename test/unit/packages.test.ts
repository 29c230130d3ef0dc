import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

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
    for (const version of versionsOf(name)) {
      const numbers = (version ?? '').split('.').map(Number);
      const first = least.findIndex((number, index) => number !== numbers[index]);
      expect(first === -1 || (numbers[first] ?? 0) > (least[first] ?? 0)).toBe(true);
    }
    expect(versionsOf(name).length).toBeGreaterThan(0);
  });
});
