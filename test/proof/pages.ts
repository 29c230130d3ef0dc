import type { StandInConfluence } from '../../demo/confluence/confluence.js';
import type { StandInGitLab } from '../../demo/gitlab/server.js';
import type { Canaries } from './canaries.js';
import { GROUPS, pathsIn, pathsInGroup, PLACES } from './gitlab-world.js';

export const MACROS = { link: 'gitlab-for-confluence-link', inline: 'gitlab-for-confluence-inline', list: 'gitlab-for-confluence-list' } as const;

/** A page of a site as steps need it. */
export interface ProofPage {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly space: { readonly id: string; readonly key: string };
  readonly macros: readonly { readonly key: string; readonly params: Readonly<Record<string, string>> }[];
}

export const SPACES = [{ id: '65537', key: 'DEMO' }, { id: '65538', key: 'OPS' }] as const;

const PAGES_A_PROJECT = 3;
const PAGES_A_SPACE = PAGES_A_PROJECT * Object.keys(PLACES).length + GROUPS.length + 1;

/** Where in the pages of a site the `nth` page of a project is, in a space. */
export function pageAbout(project: string, space: string, nth: number): number {
  const [place, inSpace] = [Object.values<string>(PLACES).indexOf(project), SPACES.findIndex(({ key }) => key === space)];
  return inSpace * PAGES_A_SPACE + place * PAGES_A_PROJECT + (nth % PAGES_A_PROJECT);
}

/** Every thing of the GitLab stands in some page of a site: in each space a page of each project and group, and one of a bit of all. */
export function putPages(site: StandInConfluence, tenant: number, { url, world }: StandInGitLab, canaries: Canaries): ProofPage[] {
  // What nothing is at: it shows whose pages an address comes from.
  const marker = canaries.add({ what: `an address that only site ${tenant} has in its pages`, part: 'address', place: undefined, sees: () => false });
  const projects = Object.values<string>(PLACES).map((path) => world.projects.filter(({ fullPath }) => fullPath === path).flatMap(pathsIn));
  const groups = GROUPS.map((group) => pathsInGroup(group));
  const mixed = [...projects, ...groups].map((paths, index) => paths.filter((_, nth) => nth % 9 === index % 9)).flat();
  const lists = [...Object.values(PLACES), ...GROUPS.map((group) => `groups/${group}`)].map((path) => ({ key: MACROS.list, params: { url: `${url}/${path}` } }));
  return SPACES.flatMap((space, inSpace) => [...projects.flatMap((paths) => chunks(paths, Math.ceil(paths.length / PAGES_A_PROJECT))), ...groups, mixed].map((paths, index): ProofPage => {
    const page = { id: String(5_000 + tenant * 1_000 + inSpace * 100 + index), title: `Page ${index}`, version: 1, space };
    const shown = [...paths, `${PLACES.open}/-/blob/main/${marker}.md`].map((path, nth) => ({ key: (nth + index) % 4 === 3 ? MACROS.inline : MACROS.link, params: { url: `${url}/${path}`, ...(EXPORTS[(nth + tenant) % 5] ?? {}) } }));
    const macros = [...shown, ...lists.slice(index % 3, (index % 3) + 2), ...filtered(url, index)];
    site.pages.set(page.id, { id: page.id, title: page.title, version: 1, blocks: macros.map(({ key, params }) => ({ macro: key, params })) });
    return { ...page, macros };
  }));
}

const EXPORTS: readonly Readonly<Record<string, string>>[] = [{ export: 'content' }, { export: 'title' }, {}, { export: 'nothing' }, { export: 'content', look: 'card' }];
const KINDS = ['merge_requests', 'commits', 'pipelines', 'releases', 'work_items'];

function filtered(url: string, index: number) {
  const kind = KINDS[index % KINDS.length] ?? '';
  const place = Object.values(PLACES)[index % 5] ?? '';
  return [{ key: MACROS.list, params: { url: `${url}/${place}`, kind, count: '5' } }];
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
