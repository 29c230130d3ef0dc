// Joins modules of ours, as the compiler writes them, into one piece of code: each keeps its own names, and sees what it imports.

const IMPORT = /^import (?:(\w+|\{[^}]*\}) from )?'([^']+)';$/gm;
const EXPORT = /^export (?:async )?(?:function|class|const|let) (\w+)/gm;

/**
 * The module at `entry` and all that it imports, each after those that it needs. `read` answers the code of a path, and `outside`,
 * for a path that does not begin with a dot, code whose value is what that module exports.
 * @throws for what is written in another way than ours are, and for two modules that export the same name
 */
export function joinModules(entry, read, outside = () => undefined) {
  const modules = inOrder(entry, { read, outside }, [], []);
  const names = modules.flatMap(({ exported }) => exported);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`Two modules of ${entry} export ${twice}.`);
  return { code: modules.map(({ code }) => code).join('\n'), names, paths: modules.map(({ path }) => path) };
}

function inOrder(path, from, found, open) {
  if (open.includes(path)) throw new Error(`Modules import each other: ${[...open, path].join(' -> ')}.`);
  if (found.some((module) => module.path === path)) return found;
  const source = from.read(path);
  const strangers = [];
  for (const [, names, specifier] of source.matchAll(IMPORT)) {
    const code = specifier.startsWith('.') && !specifier.endsWith('.json') ? undefined : from.outside(specifier);
    if (code === undefined) inOrder(resolve(path, specifier), from, found, [...open, path]);
    else strangers.push(`const ${names.replace(/ as /g, ': ')} = ${code};`);
  }
  const body = source.replace(IMPORT, '').replace(/^export (?=async|function|class|const|let|\{)/gm, '').replace(/^\{\s*\};?$/gm, '');
  if (/^(?:import|export)\b/m.test(body)) throw new Error(`${path} imports or exports in a way that can't be joined.`);
  const exported = [...source.matchAll(EXPORT)].map(([, name]) => name);
  found.push({ path, exported, code: inScope(exported, `${strangers.join('\n')}\n${body}`) });
  return found;
}

/** The module's own names stay its own; what it exports is there for those after it. */
function inScope(exported, body) {
  return `const { ${exported.join(', ')} } = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();`;
}

/** `./b.js` and `../c/d.js` as seen from `a/x.js`. */
function resolve(path, specifier) {
  const parts = path.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
