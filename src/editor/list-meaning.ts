import type { ListMeaning, ListPlace } from '../../views/editor/list-vocabulary.js';
import type { ConnectHandler } from '../connect/caller.js';
import type { GitLabInstance } from '../gitlab/instance.js';
import { FILTER_WORDS, sortName, type FilterKey } from '../gitlab/references/list-filter.js';
import { parseReference } from '../gitlab/references/parse-reference.js';
import type { Level, ListReference } from '../gitlab/references/reference.js';
import type { Sites } from '../sites/site.js';

/** Answers a `ListMeaning`: what a list macro makes of an address. Nothing is asked of GitLab. */
export function createListMeaning(sites: Pick<Sites, 'of'>): ConnectHandler {
  return async ({ tenant }, req, res) => {
    const { url } = req.query;
    res.json(meaningOf(typeof url === 'string' ? url : '', (await sites.of(tenant)).instances));
  };
}

/** Pure. */
export function meaningOf(url: string, instances: readonly GitLabInstance[]): ListMeaning {
  const reference = parseReference(url, instances);
  const instance = reference && instances.find(({ id }) => id === reference.instance);
  if (!instance) return { kind: undefined };
  switch (reference.kind) {
    case 'project':
      return { kind: 'place', place: placeOf(instance, reference.fullPath, 'project') };
    case 'group':
    case 'namespace':
      return { kind: 'place', place: placeOf(instance, reference.fullPath, 'group') };
    case 'list':
      return { kind: 'list', place: placeOf(instance, reference.fullPath, reference.level), list: listOf(reference) };
    case 'board':
    case 'search':
      return { kind: reference.kind };
    default:
      return { kind: undefined };
  }
}

function placeOf({ id, baseUrl }: GitLabInstance, fullPath: string, level: Level): ListPlace {
  const path = fullPath.split('/').map(encodeURIComponent).join('/');
  return { instance: id, fullPath, level, url: `${baseUrl}/${level === 'group' ? 'groups/' : ''}${path}` };
}

const KINDS = {
  issues: 'issues',
  'work-items': 'work_items',
  'merge-requests': 'merge_requests',
  pipelines: 'pipelines',
  commits: 'commits',
  releases: 'releases',
} as const satisfies Record<ListReference['of'], string>;

function listOf({ of, filter }: ListReference): NonNullable<ListMeaning['list']> {
  const { ignored = [], types = [], ...known } = filter;
  const filters = (Object.keys(known) as Exclude<FilterKey, 'types'>[]).flatMap((key) => {
    const value = known[key];
    return value === undefined || value.length === 0 ? [] : [[FILTER_WORDS[key], key === 'sort' ? sortName(String(value)) : typeof value === 'string' ? value : value.join(',')]];
  });
  // The macro's parameter has commas between labels.
  const isWhole = ignored.length === 0 && types.length === 0 && !(known.labels ?? []).some((label) => label.includes(','));
  return { of: KINDS[of], filters: Object.fromEntries(filters) as NonNullable<ListMeaning['list']>['filters'], isWhole };
}
