import type { MacroUse, SitePage } from './pages.js';

type Show = (path: string) => MacroUse;

const LIST = 'gitlab-for-confluence-list';
const BOARD = 'harbourlight/tideboard';

/** Lists by the macro of their own, and by links to GitLab's list pages. */
export function listsPage(base: string, card: Show, chip: Show): SitePage {
  const list = (path: string, params: Readonly<Record<string, string>> = {}): MacroUse => ({ macro: LIST, url: `${base}/${path}`, params });
  return {
    id: '31',
    title: 'Lists: what is left, and who does it',
    version: 2,
    author: 'Dana Developer',
    blocks: [
      { html: '<p>Every list is made for whoever looks at it: two people may see different rows here, and neither is told of the other’s.</p>' },
      { html: '<h2>Open issues of the winter release</h2>' },
      list(BOARD, { milestone: '1.5 Winter tides', sort: 'due_date_asc', columns: 'state,labels,assignees,due_date', count: '3' }),
      { html: '<h2>Bugs everywhere</h2>' },
      list('groups/harbourlight', { kind: 'issues', labels: 'bug', state: 'all', sort: 'updated_desc' }),
      { html: '<h2>Yours</h2>' },
      list('groups/harbourlight', { kind: 'merge_requests', assignee: '@me' }),
      { html: '<h2>Merge requests</h2>' },
      list(BOARD, { kind: 'merge_requests', state: 'all', sort: 'updated_desc' }),
      { html: '<h2>Pipelines, commits, releases</h2>' },
      list(BOARD, { kind: 'pipelines', count: '5' }),
      list(BOARD, { kind: 'commits', ref: 'main', count: '3' }),
      list('harbourlight/tidebook', { kind: 'releases' }),
      { html: '<h2>By a link</h2>' },
      { paragraph: ['There are ', chip(`${BOARD}/-/issues?state=opened&label_name[]=bug`), ' at the moment.'] },
      card(`${BOARD}/-/boards/401`),
      card(`search?search=tide&scope=issues`),
      { html: '<h2>A filter that means nothing</h2>' },
      list(BOARD, { state: 'fresh', updated_after: 'yesterday' }),
    ],
  };
}
