// The threats of docs/security.md, each with the tests that carry its label.

/** What stands in a cell of a table as it is. */
export const cell = (text) => text.replace(/[\\`*_{}[\]<>|$]/g, (sign) => `\\${sign}`).replace(/\s+/g, ' ');
/** A title for people: what jest puts in is three dots. */
export const readable = (title) => title.replace(/\$\{[^}]*\}|%[sdijpo#]|\$[a-z]\w*/gi, '…');

const headingOf = (id, { threat }) => `${id}: ${threat}`;
/** Where a threat is in the page, as GitLab and GitHub name a heading. */
export const anchorOf = (id, threats) => headingOf(id, threats[id]).toLowerCase().replace(/[^\w\s-]/g, '').trim().replace(/\s+/g, '-');

/** Every label that there is, with the tests that carry it. */
export function byLabel(tests) {
  const carried = new Map();
  for (const test of tests) for (const label of test.labels) carried.set(label, [...(carried.get(label) ?? []), test]);
  return carried;
}

/** What is wrong between the threats and the tests: one sentence each. */
export function threatProblems(threats, tests) {
  const carried = byLabel(tests);
  const known = new Set(Object.entries(threats).flatMap(([id, { parts = {} }]) => Object.keys(parts).map((part) => id + part)));
  return [
    ...[...carried].filter(([label]) => !known.has(label)).map(([label, [test]]) => `${label} in ${test.file} is no part of a threat`),
    ...[...known].filter((label) => !carried.has(label)).map((label) => `${label} has no test`),
    ...Object.entries(threats).flatMap(([id, { rows = [] }]) => rows.filter((row) => threats[row] === undefined).map((row) => `${id} names ${row}, which there is not`)),
    ...Object.entries(threats).filter(([, { parts, rows }]) => parts === undefined && rows === undefined).map(([id]) => `${id} has no parts`),
    ...tests.filter(({ labels, skipped }) => labels.length > 0 && skipped).map(({ file, title }) => `${file} skips a test that is named as a proof: ${title}`),
    ...tests.filter(({ labels, group, tests: held }) => labels.length > 0 && group && held === 0).map(({ file, title }) => `${file} names a group as a proof that holds no test: ${title}`),
  ];
}

/** The threats whose ids begin with the letter, as Markdown. */
export function threatTables(threats, tests, letter) {
  const carried = byLabel(tests);
  const section = ([id, { answer, parts = {}, rows }]) => {
    const lines = Object.entries(parts).map(([part, what]) => `| ${id}${part} | ${cell(what)} | ${proofs(carried.get(id + part) ?? [])} |`);
    const table = rows === undefined ? ['| | what is tried | tested by |', '|---|---|---|', ...lines] : [`Tested by ${rows.map((row) => `[${row}](#${anchorOf(row, threats)})`).join(', ')}.`];
    return [`### ${headingOf(id, threats[id])}`, '', answer, '', ...table, ''].join('\n');
  };
  return Object.entries(threats).filter(([id]) => id.startsWith(letter)).map(section).join('\n');
}

/** The tests by their files, each once. */
function proofs(tests) {
  const files = [...new Set(tests.map(({ file }) => file))];
  return files.map((file) => `[${file.replace(/^test\//, '').replace(/\.test\.tsx?$/, '')}](../${file}): ${tests.filter((test) => test.file === file).map(({ title }) => cell(readable(title))).join('; ')}`).join('<br>');
}
