// `npm run data-flow`: draws docs/data-flow.svg from the code. With `--check` it only says whether the drawing is up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { draw } from './data-flow/draw.js';
import { readCode } from './data-flow/read-code.js';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FILE = join(ROOT, 'docs/data-flow.svg');
const drawing = draw(readCode(ROOT));

if (!process.argv.includes('--check')) writeFileSync(FILE, drawing);
else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== drawing) {
  console.error('docs/data-flow.svg is not what the code says: npm run data-flow draws it anew.');
  process.exitCode = 1;
}
