import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeAssumptions } from '../../src/assumptions/describe.js';
import { ASSUMPTIONS } from '../../src/assumptions/registry.js';

const INSTALL = readFileSync(join(import.meta.dirname, '../../docs/install.md'), 'utf8');
const SECTION = /^## What has not been tried on a live site$([^]*?)(?=^## |(?![^]))/m.exec(INSTALL)?.[1] ?? '';

test('docs/install.md says what was not tried on a live site: all of it, as `npm run live-check -- --list` prints it', () => {
  expect(ASSUMPTIONS.map(({ id }) => id).filter((id) => !SECTION.includes(`\`${id}\``))).toEqual([]);
  expect(SECTION).toContain(describeAssumptions().trim());
});
