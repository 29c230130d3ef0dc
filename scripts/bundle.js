// Puts what each frame loads into one script and one style sheet: fifty frames of a page would ask for every file of them fifty times.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minify } from 'terser';
import { joinModules } from './join-modules.js';

const SCRIPT = 'frame.js';
/** Loaded by it when they are needed, or beside it by a page that needs them; they share its modules. */
const LATER = ['more.js', 'sort.js', 'diagrams.js', 'home-data.js', 'home-embeds.js', 'admin-page.js', 'admin-files.js'];
const STYLE = 'frame.css';
const MORE_STYLES = ['cards.css', 'marks.css', 'sections.css', 'panels.css', 'chips.css', 'prose.css', 'code.css', 'lists.css', 'skeleton.css'];

const IMPORT = /^import \{[^}]*\} from '\.\/([\w-]+\.js)';$/gm;

/** Bundles within `folder`, the built `public/`, which holds the compiled modules and the styles; beside it are the views' modules. */
export async function bundle(folder) {
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write(STYLE, [STYLE, ...MORE_STYLES].map((name) => shortStyle(read(name))).join('\n'));

  const { code: joined, names, paths } = joinModules(`public/${SCRIPT}`, (path) => readFileSync(join(folder, '..', path), 'utf8'));
  const { code } = await minify(`${joined}\nexport { ${names.join(', ')} };`, { module: true, mangle: true });
  write(SCRIPT, code);
  const within = new Set(paths);
  for (const name of LATER) write(name, read(name).replace(IMPORT, (line, from) => (within.has(`public/${from}`) ? line.replace(`./${from}`, `./${SCRIPT}`) : line)));
}

/** Without comments and the spaces between rules; strings of ours hold neither. */
export function shortStyle(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s+/g, ' ').replace(/ ?([{};,]) ?/g, '$1').replace(/;\}/g, '}').trim();
}
