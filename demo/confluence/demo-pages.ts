import { codePage } from './code-pages.js';
import { formerPage } from './former-page.js';
import { FLEET_PATHS } from '../gitlab/world/fleet.js';
import { listsPage } from './list-pages.js';
import { looksPage } from './look-pages.js';
import type { Block, MacroUse, SitePage } from './pages.js';
import { pipelinesPage, planningPage } from './plan-pages.js';

const LINK = 'gitlab-for-confluence-link';
const INLINE = 'gitlab-for-confluence-inline';

/** The pages of the demo, about the projects of the stand-in GitLab at `gitlabUrl`: what is public, what is not, and what goes wrong. */
export function demoPages(gitlabUrl: string): SitePage[] {
  const base = gitlabUrl.replace(/\/$/, '');
  const card = (path: string): MacroUse => ({ macro: LINK, url: `${base}/${path}` });
  const chip = (path: string): MacroUse => ({ macro: INLINE, url: `${base}/${path}` });
  return [releasePage(card, chip), berthsPage(card, chip), edgesPage(base, card, chip), fiftyPage(card, chip), richTextPage(card, chip), pipelinesPage(card, chip), planningPage(card, chip), codePage(card, chip), looksPage(card, chip), listsPage(base, card, chip), formerPage(base)];
}

type Show = (path: string) => MacroUse;

function releasePage(card: Show, chip: Show): SitePage {
  return {
    id: '1',
    title: 'Tideboard 1.5: winter tides',
    version: 12,
    author: 'Dana Developer',
    blocks: [
      { html: '<p>The winter release makes the boards <strong>readable from the end of the pier</strong> and shows the tide as a ring. This page follows what is left. Whatever comes from GitLab shows as far as <em>you</em> may see it there.</p>' },
      { html: '<h2>First of all</h2><p>Nothing ships before two boats can no longer book one berth. That project is private: connect your GitLab account to see how far we are.</p>' },
      card('harbourlight/platform/berths/-/merge_requests/11'),
      { html: '<h2>The project</h2>' },
      card('harbourlight/tideboard'),
      { html: '<h2>The ring</h2>' },
      {
        paragraph: [
          'Harbours asked for it in ', chip('harbourlight/tideboard/-/issues/18'), ', and ', chip('harbourlight/tideboard/-/merge_requests/42'),
          ' draws it. Until the boards know their pressure sensors, see ', chip('harbourlight/tideboard/-/merge_requests/44'), ', we keep the table as well.',
        ],
      },
      card('harbourlight/tideboard/-/merge_requests/42'),
      { html: '<p>How full the ring is comes from here:</p>' },
      card('harbourlight/tideboard/-/blob/main/src/tide.ts#L18-26'),
      { html: '<h2>Readable from the pier</h2>' },
      card('harbourlight/tideboard/-/issues/24'),
      { paragraph: ['The two tasks below it are ', chip('harbourlight/tideboard/-/work_items/25'), ' and ', chip('harbourlight/tideboard/-/work_items/26'), '.'] },
    ],
  };
}

function berthsPage(card: Show, chip: Show): SitePage {
  return {
    id: '2',
    title: 'Double bookings: what we know',
    version: 4,
    author: 'Dana Developer',
    blocks: [
      { html: '<div class="panel"><p>Berths is a private project and Forecast an internal one. Without a GitLab account of your own connected, you see an invitation instead of their content.</p></div>' },
      { html: '<h2>The fault</h2>' },
      card('harbourlight/platform/berths/-/issues/3'),
      { html: '<h2>Where it happens</h2><p>Two skippers who ask in the same second both pass the check:</p>' },
      card('harbourlight/platform/berths/-/blob/main/booking/hold.go#L32-44'),
      { html: '<h2>The way out</h2>' },
      card('harbourlight/platform/berths/-/merge_requests/11'),
      {
        paragraph: [
          'Afterwards we repeat the test of ', chip('harbourlight/platform/berths/-/work_items/6'), '. The forecast has a queue of its own, ',
          chip('harbourlight/platform/forecast/-/merge_requests/9'), ', and is not touched.',
        ],
      },
    ],
  };
}

function edgesPage(base: string, card: Show, chip: Show): SitePage {
  return {
    id: '3',
    title: 'What a macro says when it cannot show',
    version: 2,
    blocks: [
      { html: "<h2>No access</h2><p>Only the engineering lead sees the payroll, and a confidential issue shows to the project's members:</p>" },
      card('harbourlight/office/payroll/-/issues/2'),
      card('harbourlight/tideboard/-/issues/30'),
      { html: '<h2>Nothing there</h2>' },
      card('harbourlight/tideboard/-/issues/99999'),
      { html: '<h2>Not a GitLab link</h2>' },
      { macro: LINK, url: 'https://example.com/a/page/of/somebody/else' },
      { paragraph: ['The same in a sentence: ', { macro: INLINE, url: 'https://example.com/elsewhere' }, ', ', chip('harbourlight/office/payroll'), ' and ', { macro: INLINE, url: `${base}/harbourlight/tideboard/-/issues/30` }, '.'] },
    ],
  };
}

/** Twenty issues in sentences; twenty merge requests and ten files as cards. */
function fiftyPage(card: Show, chip: Show): SitePage {
  const project = (paths: readonly string[]): Block[] => {
    const chips = paths.filter((path) => path.includes('/issues/')).flatMap((path, index) => [index === 0 ? 'To do: ' : ', ', chip(path)]);
    return [
      { html: `<h2>${paths[0]?.split('/')[2] ?? ''}</h2>` },
      { paragraph: [...chips, '.'] },
      ...paths.filter((path) => !path.includes('/issues/')).map(card),
    ];
  };
  return {
    id: '50',
    title: 'Fifty links',
    version: 1,
    author: 'Dana Developer',
    blocks: [{ html: '<p>Everything that floats, blinks or howls, on one page: fifty macros, and GitLab is asked once or twice for all of them.</p>' }, ...FLEET_PATHS.flatMap(project)],
  };
}

/** What GitLab's flavour of Markdown has, in a description, in a file and in a README. */
function richTextPage(card: Show, chip: Show): SitePage {
  return {
    id: '60',
    title: 'Rich text',
    version: 1,
    blocks: [
      { paragraph: ['Formulas, diagrams, footnotes, colours and pictures of a private project, see ', chip('harbourlight/platform/berths/-/issues/9'), '. The pictures come with your own GitLab account, like the words.'] },
      { html: '<h2>A description</h2>' },
      card('harbourlight/platform/berths/-/issues/9'),
      { html: '<h2>A Markdown file</h2>' },
      card('harbourlight/platform/berths/-/blob/main/docs/basin.md'),
      { html: '<h2>A README with a picture beside it</h2>' },
      card('harbourlight/platform/berths'),
    ],
  };
}
