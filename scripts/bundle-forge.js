// Puts the Forge app's frames together: one page, one script, one style sheet. Forge serves them as they are, and allows no inline script.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { minify } from 'terser';
import { shortStyle } from './bundle.js';
import { commonModules } from './common-modules.js';
import { joinModules } from './join-modules.js';

/** `modules` holds what the compiler made of `forge/ui` and of what it imports, `styles` is the frames' own style sheet. */
export async function bundleForge({ root, modules, styles, folder }) {
  const source = join(root, 'forge/ui');
  const bridge = commonModules(dirname(createRequire(import.meta.url).resolve('@forge/bridge')), '@forge/bridge/out/');
  const descriptor = JSON.stringify(JSON.parse(readFileSync(join(root, 'atlassian-connect.json'), 'utf8')));
  const outside = (name) => (name.endsWith('/atlassian-connect.json') ? descriptor : bridge.use(name));
  const { code: joined } = joinModules('forge/ui/main.js', (path) => readFileSync(join(modules, path), 'utf8'), outside);
  const { code } = await minify(`(() => { 'use strict';\n${bridge.code()}\n${joined}\n})();`, { mangle: true });

  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ui.js'), code);
  writeFileSync(join(folder, 'ui.css'), [styles, shortStyle(readFileSync(join(source, 'form.css'), 'utf8'))].join('\n'));
  writeFileSync(join(folder, 'index.html'), readFileSync(join(source, 'index.html'), 'utf8'));
}
