// Brings single modules of a package that is written for Node's `require` into a script for browsers.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Of these packages one file is enough: the rest is not for browsers. */
const ENOUGH = { '@forge/i18n': 'out/ensureLocale.js' };

/** Modules below `folder`, which are called by `prefix` and their path: `use` notes one and answers the code that gets it. */
export function commonModules(folder, prefix) {
  const found = new Map();

  function add(file) {
    if (found.has(file)) return found.get(file).id;
    const entry = { id: found.size, code: '' };
    found.set(file, entry);
    const source = readFileSync(file, 'utf8');
    if (/\bimport\(/.test(source)) throw new Error(`${file} loads modules while it runs.`);
    entry.code = source.replace(/\brequire\("([^"]+)"\)/g, (_, name) => `load(${add(locate(file, name))})`);
    return entry.id;
  }

  return {
    use(name) {
      if (!name.startsWith(prefix)) throw new Error(`${name} is not a module that frames may use.`);
      return `load(${add(join(folder, name.slice(prefix.length)))})`;
    },
    /** Defines `load`. */
    code() {
      const bodies = [...found.values()].map(({ code }) => `(exports) => {\n${code}\n}`);
      return `const made = []; const load = (id) => { if (!made[id]) { made[id] = {}; modules[id](made[id]); } return made[id]; };\nconst modules = [${bodies.join(',\n')}];`;
    },
  };
}

function locate(file, name) {
  if (!name.startsWith('.')) {
    const enough = ENOUGH[name];
    if (!enough) throw new Error(`${file} needs ${name}, which is too much for a frame.`);
    return join(dirname(dirname(createRequire(file).resolve(name))), enough);
  }
  const path = join(dirname(file), name);
  return existsSync(`${path}.js`) ? `${path}.js` : join(path, 'index.js');
}
