import type { Node } from './scope.js';

export interface Paging {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

const MAX_PAGE = 100;

/** A page of a list as GitLab's connections give it: a hundred at most, with opaque cursors. */
export function connection<T>(items: readonly T[], paging: Paging, node: (item: T) => Node): Node {
  const after = positionOf(paging.after);
  const before = positionOf(paging.before);
  const from = after === undefined ? 0 : after + 1;
  const within = items.slice(from, before ?? items.length);
  const first = Math.min(paging.first ?? MAX_PAGE, MAX_PAGE);
  const fromEnd = paging.last !== null && paging.last !== undefined;
  const start = fromEnd ? Math.max(0, within.length - Math.min(paging.last ?? 0, MAX_PAGE)) : 0;
  const page = fromEnd ? within.slice(start) : within.slice(0, first);
  const position = from + start;
  return {
    count: items.length,
    nodes: () => page.map(node),
    edges: () => page.map((item, index) => ({ cursor: cursorOf(position + index), node: node(item) })),
    pageInfo: {
      hasNextPage: position + page.length < items.length,
      hasPreviousPage: position > 0,
      startCursor: page.length > 0 ? cursorOf(position) : null,
      endCursor: page.length > 0 ? cursorOf(position + page.length - 1) : null,
    },
  };
}

function cursorOf(position: number): string {
  return Buffer.from(JSON.stringify({ id: String(position) })).toString('base64');
}

/** Undefined for what is no cursor of ours. */
function positionOf(cursor: string | null | undefined): number | undefined {
  const found = /^\{"id":"(\d+)"\}$/.exec(Buffer.from(cursor ?? '', 'base64').toString('utf8'));
  return found ? Number(found[1]) : undefined;
}
