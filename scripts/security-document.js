// Writes the tables of docs/security.md and docs/security-asvs.md: what could happen, and the tests that say that it doesn't.
// `--check` writes nothing and ends with 1 where they are not what would be written; `--ran FILE` looks whether every part was proven in a run, by jest's own report (`--json`).

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readTests } from './security/read-tests.js';
import { requirementProblems, requirementTables } from './security/requirement-tables.js';
import { byLabel, threatProblems, threatTables } from './security/threat-tables.js';

export { readTestFile } from './security/read-tests.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What the documents hold and the tests say, in the project at that place. */
export function readSources(root) {
  const data = (name) => parse(readFileSync(join(root, 'docs/security', `${name}.yml`), 'utf8'));
  return { root, threats: data('threats'), asvs: data('asvs'), atlassian: data('atlassian'), tests: readTests(root) };
}

/** Everything that keeps the documents from being true; empty where nothing does. */
export function findProblems({ root, threats, asvs, atlassian, tests }) {
  return [...threatProblems(threats, tests), ...requirementProblems(asvs, { root, threats, tests }), ...requirementProblems(atlassian, { root, threats, tests })];
}

/** Each document with its tables as they are to be, by its path. */
export function makeDocuments({ root, threats, asvs, atlassian, tests }) {
  const parts = {
    'docs/security.md': { threats: threatTables(threats, tests, 'T'), linking: threatTables(threats, tests, 'L'), atlassian: requirementTables(atlassian, threats) },
    'docs/security-asvs.md': { asvs: requirementTables(asvs, threats, 'security.md') },
  };
  return Object.fromEntries(Object.entries(parts).map(([path, tables]) => [path, fill(readFileSync(join(root, path), 'utf8'), tables)]));
}

/** Labels of threats that no test has proven in a run, by the report that jest wrote of it. */
export function unproven({ tests }, report) {
  const passed = report.testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed');
  return [...byLabel(tests).keys()].filter((label) => !passed.some(({ fullName }) => new RegExp(`[[ ]${label}[\\],]`).test(fullName)));
}

/** Puts each table between the two comments that name it. */
function fill(text, tables) {
  return Object.entries(tables).reduce((filled, [name, table]) => {
    const [begin, end] = [`<!-- ${name}: written by npm run security-document -->`, `<!-- end of ${name} -->`];
    const [from, to] = [filled.indexOf(begin), filled.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`There is no place for the table ${name}.`);
    return `${filled.slice(0, from + begin.length)}\n\n${table.trim()}\n\n${filled.slice(to)}`;
  }, text);
}

function main([command, file]) {
  const sources = readSources(ROOT);
  const problems = command === '--ran' ? unproven(sources, JSON.parse(readFileSync(file, 'utf8'))).map((label) => `${label} was not proven`) : findProblems(sources);
  for (const [path, text] of problems.length > 0 || command === '--ran' ? [] : Object.entries(makeDocuments(sources))) {
    if (readFileSync(join(ROOT, path), 'utf8') === text) continue;
    if (command === '--check') problems.push(`${path} is not what npm run security-document writes`);
    else writeFileSync(join(ROOT, path), text);
  }
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
