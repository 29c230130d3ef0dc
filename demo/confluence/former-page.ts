import type { SitePage } from './pages.js';

const BOARD = 'harbourlight/tideboard';

/** A page from before there was this app: links, Smart Links and another vendor's macros, to be turned into ours in the editor. */
export function formerPage(base: string): SitePage {
  const url = (path: string) => `${base}/${path}`.replaceAll('&', '&amp;');
  const link = (path: string, words = url(path), more = '') => `<a href="${url(path)}"${more}>${words}</a>`;
  const macro = (name: string, parameters: Readonly<Record<string, string>>) =>
    `<ac:structured-macro ac:name="${name}" ac:schema-version="1">${Object.entries(parameters).map(([key, value]) => `<ac:parameter ac:name="${key}">${value}</ac:parameter>`).join('')}</ac:structured-macro>`;
  return {
    id: '70',
    title: 'What was there before',
    version: 3,
    author: 'Dana Developer',
    blocks: [],
    storage: [
      '<p>Written before anybody had heard of macros. Press <strong>Edit</strong>, insert <em>GitLab</em>, and look at <em>Links on this page</em>.</p>',
      '<h2>The ring</h2>',
      `<p>${link(`${BOARD}/-/merge_requests/42`)}</p>`,
      `<p>Harbours asked for it in ${link(`${BOARD}/-/issues/18`)}, and ${link(`${BOARD}/-/issues/24`, 'the one about the pier')} came with it.</p>`,
      `<p>${link(`${BOARD}/-/issues/24`, url(`${BOARD}/-/issues/24`), ' data-card-appearance="block"')}</p>`,
      '<h2>Where it comes from</h2>',
      macro('git-file-viewer', { source: url(`${BOARD}/-/blob/main/src/tide.ts`), lines: '18-26', theme: 'midnight' }),
      '<h2>Nothing to do with it</h2>',
      `<p><a href="https://example.com/tides">Tables of the year</a>, and how to clone it: <code>git clone ${url(`${BOARD}.git`)}</code></p>`,
    ].join(''),
  };
}
