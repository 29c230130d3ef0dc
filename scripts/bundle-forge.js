// Puts the Forge app's frames together: one page, one script, one style sheet, and a file for each further language. Forge serves them as they are, and allows no inline script.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { minify } from 'terser';
import { shortStyle } from './bundle.js';
import { commonModules } from './common-modules.js';
import { joinModules } from './join-modules.js';

/** What the descriptor says to Confluence alone. */
const NOT_FOR_FRAMES = ['renderModes', 'editor', 'categories', 'lifecycle', 'indexing', 'apiMigrations'];

/** `modules` holds what the compiler made of `forge/ui` and of what it imports, `styles` is the frames' own style sheet. */
export async function bundleForge({ root, modules, styles, folder }) {
  const source = join(root, 'forge/ui');
  const bridge = commonModules(dirname(createRequire(import.meta.url).resolve('@forge/bridge')), '@forge/bridge/out/');
  const descriptor = readFileSync(join(root, 'atlassian-connect.json'), 'utf8');
  const named = JSON.stringify(JSON.parse(descriptor, (name, value) => (NOT_FOR_FRAMES.includes(name) ? undefined : value)));
  const { en: { descriptor: _own, ...english }, ...others } = speechOf(join(root, 'messages'));
  const own = { '../../atlassian-connect.json': named, speech: JSON.stringify({ english, otherLanguages: Object.keys(others) }) };
  const outside = (name) => own[name] ?? bridge.use(name);
  const { code: joined } = joinModules('forge/ui/main.js', (path) => readFileSync(join(modules, path), 'utf8'), outside);
  const { code } = await minify(`(() => { 'use strict';\n${bridge.code()}\n${joined}\n})();`, { mangle: true });

  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ui.js'), code);
  writeFileSync(join(folder, 'ui.css'), [styles, shortStyle(readFileSync(join(source, 'form.css'), 'utf8'))].join('\n'));
  for (const [language, speech] of Object.entries(others)) writeFileSync(join(folder, `speech-${language}.json`), JSON.stringify(speech));
  writeFileSync(join(folder, 'index.html'), readFileSync(join(source, 'index.html'), 'utf8'));
}

/** By language what `forge/ui/speech.d.ts` says. */
function speechOf(folder) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(files.map((name) => {
    const { frame, forge, descriptor } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return [basename(name, '.json'), { frame, forge, descriptor }];
  }));
}
