import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ROOT } from '../support/processes.js';

const folder = mkdtempSync(join(tmpdir(), 'data-flow-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const check = (root: string) => spawnSync(process.execPath, [join(root, 'scripts/data-flow.js'), '--check'], { encoding: 'utf8' });

test('the drawing of the data flow is what the code says', () => {
  expect(check(ROOT)).toMatchObject({ status: 0, stderr: '' });
});

test('something that leaves the server in another place than the drawing knows makes it fail, as does a guard without words', () => {
  for (const part of ['scripts', 'src', 'docs/data-flow.svg', 'package.json']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  cpSync(join(ROOT, 'node_modules/typescript'), join(folder, 'node_modules/typescript'), { recursive: true });
  expect(check(folder).status).toBe(0);
  const routes = join(folder, 'src/routes.ts');
  writeFileSync(join(folder, 'src/home/leak.ts'), "import { fetch } from 'undici';\nexport const leak = () => fetch('https://elsewhere.example');\n");
  expect(check(folder).stderr).toContain('src/home/leak.ts uses undici');
  rmSync(join(folder, 'src/home/leak.ts'));
  writeFileSync(routes, "router.get('/new', trusting(macros.link));\n");
  expect(check(folder).stderr).toContain('no words for trusting');
});
