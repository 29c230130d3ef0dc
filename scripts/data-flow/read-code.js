// What the drawing of the data flow knows, read from the code: the routes with their guards, what leaves the process where, who uses that, and whose tables there are.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What a package or a call is the way out to, and the one file or folder that may use it so. */
const EXITS = [
  { to: 'gitlab', by: /^undici$/, within: 'src/gitlab/calls/http-client.ts' },
  { to: 'keys', by: /^undici$/, within: 'src/connect/bounded-fetch.ts' },
  { to: 'confluence', by: /^atlassian-connect-express$/, within: 'src/connect/addon.ts' },
  { to: 'database', by: /^(pg|pg-boss|sqlite3)$/, within: /^src\/(storage|queue|operate\/doctor)\// },
  { to: 'redis', by: /^ioredis$/, within: 'src/storage/redis.ts' },
  { to: 'collector', by: /^@opentelemetry\/exporter-/, within: 'src/telemetry/otel.ts' },
];
/** Modules by which the rest of the code reaches a way out, though most are handed it. */
const GATES = { gitlab: /^src\/gitlab\//, confluence: /^src\/connect\/(confluence|ask-confluence|app-rights|administrators|guests)/, database: /^src\/storage\/(database|doors)|^src\/(sites|audit|embeds|queue)\//, redis: /^src\/storage\/(redis|invalidation)|^src\/macros\/copies\// };
const NETWORK = /^(undici|pg|pg-boss|sqlite3|ioredis|atlassian-connect-express|request|node-fetch|axios|node:(https|tls|dgram|http2)|@opentelemetry\/exporter-.*)$/;

/**
 * @returns {{doors: {guard: string, feature: string, routes: string[]}[], exits: string[], uses: Record<string, string[]>, tables: Record<string, string[]>}}
 * @throws where something leaves the process in a place that is not known here
 */
export function readCode(root) {
  const files = sources(join(root, 'src')).map((path) => ({ path: path.slice(root.length + 1), text: readFileSync(path, 'utf8') }));
  return { doors: readDoors(files.find(({ path }) => path === 'src/routes.ts').text), exits: readExits(files), uses: readUses(files), tables: readTables(files) };
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** Each guard with the features behind it and their routes, in the order of the code. */
function readDoors(text) {
  const tree = ts.createSourceFile('routes.ts', text, ts.ScriptTarget.Latest, true);
  const doors = new Map();
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.expression.getText() === 'router' && ['get', 'post'].includes(node.expression.name.text)) {
      const [path, ...handlers] = node.arguments;
      const guarded = handlers.find(ts.isCallExpression);
      const isOpen = ['open', 'handle'].includes(guarded.expression.getText());
      const guard = isOpen ? 'open' : guarded.expression.getText();
      const names = [...handlers.map((one) => one.getText()).join(' ').matchAll(/\b(connect|macros|pictures|diagrams|editor|home|spaceEmbeds|configure|link)\.\w+/g)].map(([, name]) => name);
      const feature = names[0] ?? 'server';
      const door = guard === 'open' && feature === 'connect' && /installed|Uninstalled/i.test(handlers.at(-1).getText()) ? 'lifecycle' : guard;
      const key = `${door} ${feature}`;
      const route = `${node.expression.name.text.toUpperCase()} ${ts.isStringLiteral(path) ? path.text : 'texts of the descriptor'}`;
      doors.set(key, { guard: door, feature, routes: [...(doors.get(key)?.routes ?? []), route] });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return [...doors.values()];
}

function readExits(files) {
  const found = new Set();
  for (const { path, text } of files) {
    if (text.includes('fetch(') && callsGlobalFetch(path, text)) throw new Error(`${path} calls fetch, by which something may leave the server in a place that the drawing of the data flow does not know.`);
    for (const { fileName: name } of ts.preProcessFile(text).importedFiles) {
      if (!NETWORK.test(name)) continue;
      const exit = EXITS.find(({ by, within }) => by.test(name) && (typeof within === 'string' ? path === within : within.test(path)));
      if (!exit) throw new Error(`${path} uses ${name}, by which something may leave the server in a place that the drawing of the data flow does not know.`);
      found.add(exit.to);
    }
  }
  return [...found].sort();
}

/** Whether a module calls the `fetch` that every module has, and not one that it declares, is given or imports. */
function callsGlobalFetch(path, text) {
  let [calls, declares] = [false, false];
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'fetch') calls = true;
    if ((ts.isImportSpecifier(node) || ts.isParameter(node) || ts.isBindingElement(node) || ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) && node.name?.getText() === 'fetch') declares = true;
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return calls && !declares;
}

/** By folder of `src/` the ways out that its modules are handed. */
function readUses(files) {
  const uses = {};
  for (const { path, text } of files) {
    const [, folder, file] = path.split('/');
    if (file === undefined) continue;
    for (const { fileName: name } of ts.preProcessFile(text).importedFiles) {
      if (!name.startsWith('.')) continue;
      const target = join(path, '..', name).replace(/\.js$/, '');
      for (const [gate, at] of Object.entries(GATES)) if (at.test(target)) uses[folder] = [...new Set([...(uses[folder] ?? []), gate])].sort();
    }
  }
  return uses;
}

/** How a module says that a table is its own: by a model, or in SQL. */
const OWNERS = ["(tableName: |options\\()'NAME'", '(INSERT (OR \\w+ )?INTO|DELETE FROM|UPDATE) "?NAME\\b'];

/** By folder of `src/` the tables that migrations make and its modules name. */
function readTables(files) {
  const made = new Set(files.filter(({ path }) => path.startsWith('src/storage/migrations/')).flatMap(({ text }) => [...text.matchAll(/(?:createTable\(\s*'|CREATE TABLE (?:IF NOT EXISTS )?)(\w+)/g)].map(([, name]) => name)));
  const tables = {};
  for (const name of [...made].sort()) {
    const owner = OWNERS.map((way) => files.find(({ path, text }) => !path.startsWith('src/storage/migrations/') && new RegExp(way.replaceAll('NAME', name)).test(text))).find(Boolean);
    if (!owner) throw new Error(`No module names the table ${name}.`);
    const folder = owner.path.split('/')[1];
    tables[folder] = [...(tables[folder] ?? []), name];
  }
  return tables;
}
