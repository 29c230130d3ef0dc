// Reads what the tests call themselves, without running them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What a title may end with: the parts of threats that the test proves. */
const LABELS = / \[((?:[A-Z]\w*)(?:, [A-Z]\w*)*)\]$/;
const TESTS = new Set(['test', 'it']);

/**
 * Every test and every group of tests below a folder, as `{ file, title, words, labels, group, tests, skipped }`: `words` are the title of its own without labels,
 * `title` has those of its groups before it, `tests` says how many tests a group holds.
 */
export function readTests(root, folder = 'test') {
  const files = readdirSync(join(root, folder), { recursive: true }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
  return files.filter((name) => /\.test\.tsx?$/.test(name)).sort().flatMap((file) => readTestFile(file, readFileSync(join(root, file), 'utf8')));
}

/** The same of one file. */
export function readTestFile(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found = [];
  const visit = (node, above) => {
    const named = ts.isCallExpression(node) ? readCall(node, source) : undefined;
    if (named === undefined) return ts.forEachChild(node, (child) => visit(child, above));
    const [, labels = ''] = LABELS.exec(named.text) ?? [];
    const words = named.text.replace(LABELS, '');
    const title = [...above.map((group) => group.words), words].join(' ');
    const entry = { file, title, words, labels: labels === '' ? [] : labels.split(', '), group: named.group, tests: 0, skipped: named.skipped || above.some(({ skipped }) => skipped) };
    found.push(entry);
    if (!named.group) for (const group of above) group.tests += 1;
    return ts.forEachChild(node, (child) => visit(child, [...above, entry]));
  };
  visit(source, []);
  return found;
}

/** A call by which a test or a group is declared: a text first, and a function or the name of one behind it. */
function readCall(node, source) {
  const [title, ...others] = node.arguments;
  if (title === undefined || !(ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) return undefined;
  if (!others.some((other) => ts.isArrowFunction(other) || ts.isFunctionExpression(other) || ts.isIdentifier(other))) return undefined;
  const { root, words } = readCallee(node.expression);
  const group = !TESTS.has(root);
  if (group && !/^(?:describe|suite|each|on|with)(?:[A-Z]|$)/.test(root)) return undefined;
  return { text: ts.isTemplateExpression(title) ? title.getText(source).slice(1, -1) : title.text, group, skipped: words.some((word) => word === 'skip' || word === 'todo') };
}

/** `test` of `test.each<X>(rows)`, with the words between. */
function readCallee(expression, words = []) {
  if (ts.isIdentifier(expression)) return { root: expression.text, words };
  if (ts.isPropertyAccessExpression(expression)) return readCallee(expression.expression, [...words, expression.name.text]);
  if (ts.isCallExpression(expression) || ts.isTaggedTemplateExpression(expression)) return readCallee(expression.expression ?? expression.tag, words);
  return { root: '', words };
}
