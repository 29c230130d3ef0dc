// Puts what each frame loads into one script and one style sheet: fifty frames of a page would ask for every file of them fifty times.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minify } from 'terser';

const SCRIPT = 'frame.js';
/** Loaded by it when they are needed; they share its modules. */
const LATER = ['more.js', 'diagrams.js'];
const STYLE = 'frame.css';
const MORE_STYLES = ['cards.css', 'sections.css', 'panels.css', 'prose.css', 'lists.css'];

const IMPORT = /^import (?:\{[^}]*\} from )?'\.\/([\w-]+\.js)';$/gm;
const EXPORT = /^export (?:async )?(?:function|class|const|let) (\w+)/gm;

/** Bundles within `folder`, which holds the compiled modules and the styles. */
export async function bundle(folder) {
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write(STYLE, [STYLE, ...MORE_STYLES].map((name) => shortStyle(read(name))).join('\n'));

  const modules = inOrder(SCRIPT, read);
  const names = modules.flatMap(({ exported }) => exported);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`Two modules of ${SCRIPT} export ${twice}.`);
  const { code } = await minify(`${modules.map(inScope).join('\n')}\nexport { ${names.join(', ')} };`, { module: true, mangle: true });
  write(SCRIPT, code);
  const within = new Set(modules.map(({ name }) => name));
  for (const name of LATER) write(name, read(name).replace(IMPORT, (line, from) => (within.has(from) ? line.replace(`./${from}`, `./${SCRIPT}`) : line)));
}

/** The module and all that it imports, each after those that it needs. @throws for what is written in another way than ours are */
function inOrder(name, read, found = [], open = []) {
  if (open.includes(name)) throw new Error(`Modules import each other: ${[...open, name].join(' -> ')}.`);
  if (found.some((module) => module.name === name)) return found;
  const code = read(name);
  for (const [, from] of code.matchAll(IMPORT)) inOrder(from, read, found, [...open, name]);
  const body = code.replace(IMPORT, '').replace(/^export (?=async|function|class|const|let|\{)/gm, '').replace(/^\{\s*\};?$/gm, '');
  if (/^(?:import|export)\b/m.test(body)) throw new Error(`${name} imports or exports in a way that can't be bundled.`);
  found.push({ name, body, exported: [...code.matchAll(EXPORT)].map(([, exportedName]) => exportedName) });
  return found;
}

/** The module's own names stay its own; what it exports is there for those after it. */
function inScope({ body, exported }) {
  return `const { ${exported.join(', ')} } = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();`;
}

/** Without comments and the spaces between rules; strings of ours hold neither. */
function shortStyle(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s+/g, ' ').replace(/ ?([{};,]) ?/g, '$1').replace(/;\}/g, '}').trim();
}
