// `npm run notices`: writes THIRD-PARTY-NOTICES.txt from the licences that the shipped packages bring. With `--check` it only says whether the file is up to date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, shippedPackages } from './shipped.js';

const FILE = join(ROOT, 'THIRD-PARTY-NOTICES.txt');
const HEAD = `Third-party notices
===================

GitLab for Confluence is shipped with the packages below, each under its own
licence. Those marked "browser" are part of the scripts that browsers load.
Of packages that leave a choice, the first licence that is not a copyleft one
is taken. Modules of @forge are put only into the Forge app that an operator
builds, under Atlassian's terms for developers.

This file is made by \`npm run notices\`.
`;
const RULE = '-'.repeat(78);

/** The text of the file, from what is installed. */
function noticesText() {
  const byText = new Map();
  for (const { path, name, version, license, where } of shippedPackages()) {
    const folder = join(ROOT, path);
    // Made for another kind of machine.
    if (!existsSync(folder)) continue;
    const text = textsOf(folder) || `${license ?? 'No licence is named.'} (the package brings no text of it)`;
    const label = `${name} ${version}${where === 'server' ? '' : ` (${where})`}${license === undefined ? '' : ` - ${license}`}`;
    byText.set(text, (byText.get(text) ?? new Set()).add(label));
  }
  const parts = [...byText].map(([text, labels]) => ({ labels: [...labels].sort(), text })).sort((a, b) => (a.labels[0] < b.labels[0] ? -1 : 1));
  return `${HEAD}\n${parts.map(({ labels, text }) => `${RULE}\n${labels.join('\n')}\n\n${text}\n`).join('\n')}`;
}

function textsOf(folder) {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name) && !/\.(js|ts|json)$/i.test(name)).sort();
  return files.map((name) => readFileSync(join(folder, name), 'utf8').replace(/\r\n?/g, '\n').replace(/[ \t]+$/gm, '').trim()).filter(Boolean).join('\n\n');
}

const text = noticesText();
if (!process.argv.includes('--check')) writeFileSync(FILE, text);
else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) {
  console.error('THIRD-PARTY-NOTICES.txt is not what the installed packages say: npm run notices writes it anew.');
  process.exitCode = 1;
}
