import { describe, expect, it } from '@jest/globals';
import { hardCodedWords } from '../support/hard-coded-words.js';
import { readSource, sourcesIn } from '../support/sources.js';

/** Nobody reads these: headers of answers (the words of exports stand in `exported.tsx`), sample texts that warm up what reads texts, and Markdown's and highlighting's own words. */
const READ_BY_NOBODY = ['src/macros/exports/exports.ts', 'src/macros/content/warm-up.ts', 'src/macros/content/languages.ts', 'src/macros/content/highlight.ts'];

const FOLDERS = ['views', 'src/macros/cards', 'src/macros/drawing', 'src/macros/content', 'src/macros/parameters', 'src/macros/exports', 'src/home', 'src/editor'];

describe('what people read', () => {
  it('comes from the message files', () => {
    const components = sourcesIn('src/macros').filter(({ path }) => path.endsWith('.tsx'));
    const sources = [...FOLDERS.flatMap(sourcesIn), ...components].filter(({ path }) => !READ_BY_NOBODY.includes(path));
    expect(sources.length).toBeGreaterThan(100);
    expect([...new Set(sources.flatMap(hardCodedWords))]).toEqual([]);
  });

  it.each([
    ['in an element', '<p>Nothing here</p>'],
    ['beside an expression', '<p>{count} files</p>'],
    ['in one of two cases', "<p>{one ? 'File' : `${count} files`}</p>"],
    ['in a label', '<ul aria-label="Topics" />'],
    ['in a fact of ours', '<Fact name="Due">{day}</Fact>'],
    ['in a label that is one of two', "<Icon label={open ? 'Open' : words.say('states.closed')} />"],
    ['in what a view is drawn from', "const model = { kind: 'Wiki page' };"],
  ])('would be found %s', (_where, text) => {
    expect(hardCodedWords(readSource('views/sample.tsx', text))).not.toEqual([]);
  });

  it('would be found in a sentence of a module', () => {
    expect(hardCodedWords(readSource('src/macros/cards/sample.ts', 'export const note = (left: number) => `There are ${left}: see the others in GitLab`;'))).not.toEqual([]);
  });

  it('is not what only machines read', () => {
    const text = "const a = <Icon name=\"file\" label={words.say('kinds.file')} />; const b = <p class=\"quiet note\">{' '}GitLab {count}</p>; const c = { kind: 'merge-request', text: 'states.open' };";
    expect(hardCodedWords(readSource('views/sample.tsx', text))).toEqual([]);
  });
});
