import { TIDEBOOK } from '../gitlab/world/tidebook.js';
import type { MacroUse, SitePage } from './pages.js';

type Show = (path: string) => MacroUse;

const BOOK = 'harbourlight/tidebook';

/** Everything that a repository holds, a snippet and a page of the wiki; a file as it was when the page was written. */
export function codePage(card: Show, chip: Show): SitePage {
  const pinned = (path: string, pin: string): MacroUse => ({ ...card(path), params: { pin } });
  return {
    id: '61',
    title: 'Code: how the tide book is made',
    version: 3,
    author: 'Dana Developer',
    blocks: [
      { html: '<p>The book of the year, from its release to the line that prints it.</p><h2>What is out</h2>' },
      card(`${BOOK}/-/releases/permalink/latest`),
      { html: '<h2>What came with it</h2><p>Everything between the two tags:</p>' },
      card(`${BOOK}/-/compare/v2.0...v2.1`),
      { paragraph: ['It was cut at ', chip(`${BOOK}/-/tags/v2.1`), ' from ', chip(`${BOOK}/-/branches/main`), '; the decimals are ', chip(`${BOOK}/-/commit/${TIDEBOOK.paper}`), '.'] },
      card(`${BOOK}/-/commit/${TIDEBOOK.paper}`),
      { html: '<h2>Where it lives</h2>' },
      card(`${BOOK}/-/tree/main/harbours`),
      card(`${BOOK}/-/branches/feature/cover`),
      card(`${BOOK}/-/tags/v2.1`),
      { html: '<h2>As we reviewed it</h2><p>The page was pinned on the day of the review:</p>' },
      pinned(`${BOOK}/-/blob/main/src/page.ts#L6-10`, TIDEBOOK.v20),
      { html: '<h2>For the print shop</h2>' },
      card(`${BOOK}/-/wikis/printing/paper`),
      card(`${BOOK}/-/snippets/61`),
    ],
  };
}
