import { TIDEBOOK } from '../gitlab/world/tidebook.js';
import type { Block, MacroUse, SitePage } from './pages.js';

type Show = (path: string) => MacroUse;

const BOARD = 'harbourlight/tideboard';
const BOOK = 'harbourlight/tidebook';

/** One of each kind: how a person calls it, and where it is in the stand-in GitLab. */
export const KINDS: readonly (readonly [name: string, path: string])[] = [
  ['An issue', `${BOARD}/-/issues/18`],
  ['A task', `${BOARD}/-/work_items/25`],
  ['A merge request', `${BOARD}/-/merge_requests/42`],
  ['A note', `${BOARD}/-/issues/18#note_50181`],
  ['An epic', 'groups/harbourlight/-/epics/5'],
  ['A milestone', `${BOARD}/-/milestones/5`],
  ['An iteration', 'groups/harbourlight/-/iterations/602'],
  ['A pipeline', `${BOARD}/-/pipelines/70044`],
  ['A job', `${BOARD}/-/jobs/880443`],
  ['An environment', `${BOARD}/-/environments/4101`],
  ['A file', `${BOARD}/-/blob/main/src/tide.ts#L18-26`],
  ['A folder', `${BOOK}/-/tree/main/harbours`],
  ['A commit', `${BOOK}/-/commit/${TIDEBOOK.paper}`],
  ['A branch', `${BOOK}/-/branches/feature/cover`],
  ['A tag', `${BOOK}/-/tags/v2.1`],
  ['A comparison', `${BOOK}/-/compare/v2.0...v2.1`],
  ['A release', `${BOOK}/-/releases/v2.1`],
  ['A snippet', `${BOOK}/-/snippets/61`],
  ['A wiki page', `${BOOK}/-/wikis/printing/paper`],
  ['A project', BOARD],
  ['A group', 'groups/harbourlight'],
  ['A person', 'carol'],
  ['A list', `${BOARD}/-/issues?state=closed`],
];

/** Every kind in every look: a chip in a sentence, a card, the whole, and the whole behind its title. */
export function looksPage(card: Show, chip: Show): SitePage {
  const looks = ([name, path]: (typeof KINDS)[number]): Block[] => [
    { html: `<h2>${name}</h2>` },
    { paragraph: ['In a sentence it is ', chip(path), ', and below it a card, the whole, and the whole folded.'] },
    { ...card(path), params: { look: 'card' } },
    card(path),
    { ...card(path), params: { collapsed: 'true' } },
  ];
  return { id: '62', title: 'Every look', version: 1, author: 'Dana Developer', blocks: KINDS.flatMap(looks) };
}
