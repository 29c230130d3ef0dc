// Requirements of others, each with what answers it: tests, code, documents, or the reason why there is nothing to answer.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchorOf, cell, readable } from './threat-tables.js';

/** What `met` may say, and how the table says it. `none`: the app has nothing that it could be about; `operator`: whoever runs the app sees to it. */
const MET = { yes: 'yes', partly: 'partly', no: '**not met**', operator: 'the operator', none: 'does not apply' };

/** Every row of the sections, as `{ id, section, asks, met, by, why }`. */
export function rowsOf(sections) {
  return Object.entries(sections).flatMap(([section, { rows }]) => Object.entries(rows).map(([number, row]) => ({ id: `${section}.${number}`, section, by: [], ...row })));
}

/** What is wrong with them: one sentence each. Numbers of a section have no gap, but for those that it says it leaves out. */
export function requirementProblems(sections, sources) {
  const gaps = Object.entries(sections).flatMap(([section, { rows, 'left out': left = [] }]) => {
    const numbers = [...Object.keys(rows).map(Number), ...left].sort((one, other) => one - other);
    return numbers.every((number, index) => number === index + 1) ? [] : [`${section} has a gap, or a number twice: ${numbers.join(', ')}`];
  });
  return [...gaps, ...rowsOf(sections).flatMap((row) => rowProblems(row, sources).map((problem) => `${row.id}: ${problem}`))];
}

function rowProblems({ id: _id, section: _section, asks, met, by, why, ...others }, sources) {
  return [
    ...Object.keys(others).map((name) => `has a part that is none, ${name}`),
    ...(typeof asks === 'string' ? [] : ['does not say what is asked']),
    ...(Object.hasOwn(MET, met) ? [] : [`${met} is no answer`]),
    ...(by.length > 0 || why !== undefined ? [] : ['has no answer']),
    ...(met === 'yes' || why !== undefined ? [] : ['does not say why']),
    ...by.filter((proof) => !isThere(proof, sources)).map((proof) => `${proof} is not there`),
  ];
}

/** A proof is `T1`, `T1a`, `file: title of a test`, `file#word that stands in it`, or a file. */
function isThere(proof, { root, threats, tests }) {
  const [, threat, part = ''] = THREAT.exec(proof) ?? [];
  if (threat !== undefined) return part === '' ? threats[threat] !== undefined : threats[threat]?.parts?.[part] !== undefined;
  const [, file, sign, word] = /^([\w./@-]+?\.\w+|Dockerfile)(?:(: |#)(.+))?$/.exec(proof) ?? [];
  if (file === undefined || !existsSync(join(root, file))) return false;
  if (sign === ': ') return tests.some((test) => test.file === file && test.words === word);
  return sign === undefined || readFileSync(join(root, file), 'utf8').includes(word);
}

/** The requirements as Markdown, a table a section, with what the whole comes to. `page` is where the threats are. */
export function requirementTables(sections, threats, page = '') {
  const rows = rowsOf(sections);
  const count = (met) => rows.filter((row) => row.met === met).length;
  const sum = `Of ${rows.length} requirements ${count('yes')} are met and ${count('partly')} partly, ${count('no') === 0 ? 'none is' : count('no') === 1 ? '1 is' : `${count('no')} are`} unmet; ${count('operator')} are for whoever runs the app to meet, and ${count('none')} are about what the app does not have.`;
  const line = ({ id, asks, met, by, why }) => `| ${id} | ${cell(asks)} | ${MET[met]} | ${[...(why === undefined ? [] : [cell(why)]), ...proofs(by, threats, page)].join('<br>')} |`;
  const table = ([section, { name }]) => [`### ${section} ${name}`, '', '| | asks for | met | by |', '|---|---|---|---|', ...rows.filter((row) => row.section === section).map(line), ''].join('\n');
  return [sum, '', ...Object.entries(sections).filter(([, { rows: held }]) => Object.keys(held).length > 0).map(table)].join('\n');
}

/** Threats first, in one line; then each file once, with what is meant in it. */
function proofs(by, threats, page) {
  const [ids, others] = [by.filter((proof) => THREAT.test(proof)), by.filter((proof) => !THREAT.test(proof)).map(partsOf)];
  const files = [...new Set(others.map(({ file }) => file))];
  const within = (file) => others.filter((other) => other.file === file && other.sign !== undefined).map(({ sign, word }) => (sign === '#' && !file.endsWith('.md') ? `\`${word}\`` : cell(readable(word)))).join('; ');
  return [
    ...(ids.length > 0 ? [ids.map((id) => `[${id}](${page}#${anchorOf(THREAT.exec(id)[1], threats)})`).join(', ')] : []),
    ...files.map((file) => [`[${nameOf(file)}](${file.startsWith('docs/') ? file.slice('docs/'.length) : `../${file}`})`, within(file)].filter((part) => part !== '').join(': ')),
  ];
}

const THREAT = /^([TL]\d+)([a-z]?)$/;
const nameOf = (file) => file.replace(/^test\/(.*)\.test\.tsx?$/, '$1');

function partsOf(proof) {
  const [, file, sign, word] = /^([^:#]+)(?:(: |#)(.+))?$/.exec(proof);
  return { file, sign, word };
}
