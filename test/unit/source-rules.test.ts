import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import ts from 'typescript';
import { nodesOf, placeOf, readSource, sourcesIn, type Source } from '../support/sources.js';

const ROOT = join(import.meta.dirname, '../..');

/** Where an expression is made from anything but literals and names in capitals, or a program is run by way of a shell. */
function findText(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => [...nodesOf(source.tree)].flatMap((node) => {
    const makesExpression = (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp';
    if (makesExpression) {
      const parts = node.arguments?.[0] && ts.isTemplateExpression(node.arguments[0]) ? node.arguments[0].templateSpans.map(({ expression }) => expression.getText()) : [node.arguments?.[0]?.getText() ?? ''];
      return parts.every((part) => /^(['"`].*['"`]|[A-Z][A-Z_]*(\.\w+)*)$/s.test(part)) ? [] : [placeOf(source, node)];
    }
    const runs = ts.isCallExpression(node) && ['exec', 'execSync'].includes(node.expression.getText());
    const byShell = ts.isPropertyAssignment(node) && node.name.getText() === 'shell' && node.initializer.getText() !== 'false';
    return runs || byShell ? [placeOf(source, node)] : [];
  }));
}

test('no expression is made from text, and no program is run through a shell', () => {
  expect(findText([...sourcesIn('src'), ...sourcesIn('views'), ...sourcesIn('public')])).toEqual([]);
  const bad = ["new RegExp(text)", "RegExp(`a${text}`)", "execSync('ls')", "spawn('ls', [], { shell: true })"];
  for (const text of bad) expect(findText([readSource('bad.ts', text)])).toEqual(['bad.ts:1']);
  expect(findText([readSource('good.ts', "new RegExp(`^${NAME}$`); /a/.exec(text); spawn('ls', [], { shell: false });")])).toEqual([]);
});

/** What tokens and keys look like that are really somebody's. Those of tests spell out what they are, or are made while the tests run. */
const SECRETS = [
  /\bgl(pat|oas|dt|rt|ptt|ft|soat)-[0-9A-Za-z_-]{20,}/,
  /\bATATT3[A-Za-z0-9_=-]{20,}/,
  /\bATCTT3[A-Za-z0-9_=-]{20,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /-----BEGIN ([A-Z]+ )?PRIVATE KEY-----\r?\n[A-Za-z0-9+/=\r\n]{200,}/,
];

test('no file of the project holds what is shaped like a secret of GitLab, Atlassian or a cloud', () => {
  const holdsSecret = (text: string) => SECRETS.some((shape) => [...text.matchAll(new RegExp(shape, 'g'))].some(([found]) => !/canary|example|not-a|none|secret|token|0{8}|x{8}/i.test(found)));
  expect(holdsSecret(`glpat-${'Zk3'.repeat(7)}`)).toBe(true);
  expect(holdsSecret('glpat-this-is-an-example-of-one')).toBe(false);
  // A tree without git's history, such as a release, is read by the tests that go before.
  if (!existsSync(join(ROOT, '.git'))) return;
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)) && !/\.(png|jpg|gif|webp|pdf)$/.test(path));
  expect(files.length).toBeGreaterThan(300);
  expect(files.filter((path) => holdsSecret(readFileSync(join(ROOT, path), 'latin1')))).toEqual([]);
});
