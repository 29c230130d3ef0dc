import type { MacroUse, SitePage } from './pages.js';

type Show = (path: string) => MacroUse;

const BOARD = 'harbourlight/tideboard/-';

/** Pipelines, their jobs, and where they deploy to. */
export function pipelinesPage(card: Show, chip: Show): SitePage {
  return {
    id: '21',
    title: 'Pipelines: from main to the pier',
    version: 3,
    author: 'Dana Developer',
    blocks: [
      { paragraph: ['What is on main now went through ', chip(`${BOARD}/pipelines/main/latest`), ' and stands at ', chip(`${BOARD}/environments/4101`), '.'] },
      { html: '<h2>The latest pipeline</h2>' },
      card(`${BOARD}/pipelines/latest`),
      { html: '<h2>What fails</h2><p>The board without a sensor, still:</p>' },
      card(`${BOARD}/pipelines/70044`),
      card(`${BOARD}/jobs/880443`),
      { paragraph: ['Its log ends the same way every time: ', chip(`${BOARD}/jobs/880443`), '. One that never began: ', chip(`${BOARD}/pipelines/70038`), '.'] },
      { html: '<h2>Where it runs</h2>' },
      card(`${BOARD}/environments/4101`),
      { html: '<h2>What goes in next</h2>' },
      card(`${BOARD}/merge_requests/42/diffs`),
      card(`${BOARD}/merge_requests/42/commits`),
      card(`${BOARD}/merge_requests/42/pipelines`),
    ],
  };
}

/** Milestones, epics, iterations, people, and what was said. */
export function planningPage(card: Show, chip: Show): SitePage {
  return {
    id: '22',
    title: 'Planning the winter season',
    version: 5,
    author: 'Dana Developer',
    blocks: [
      { paragraph: ['The season is planned in ', chip('groups/harbourlight'), ' by ', chip('carol'), ', towards ', chip(`${BOARD}/milestones/5`), ' and ', chip('groups/harbourlight/-/epics/5'), '.'] },
      { html: '<h2>Milestones</h2>' },
      card(`${BOARD}/milestones/5`),
      card('groups/harbourlight/-/milestones/3'),
      { html: '<h2>The epic</h2>' },
      card('groups/harbourlight/-/epics/5'),
      { html: '<h2>This iteration</h2>' },
      card('groups/harbourlight/-/iterations/602'),
      { html: '<h2>What was said</h2>' },
      card(`${BOARD}/issues/18#note_50181`),
      card(`${BOARD}/merge_requests/42#note_50421`),
      { paragraph: ['See also ', chip(`${BOARD}/work_items/26#note_50261`), '.'] },
      { html: '<h2>Who and where</h2>' },
      card('groups/harbourlight'),
      card('carol'),
    ],
  };
}
