import type { Calendar } from './compose.js';
import type { People } from './people.js';
import type { Todo } from './plans.js';

type Given = Pick<Todo, 'user' | 'author' | 'action' | 'kind' | 'fullPath' | 'iid' | 'createdAt'> & Partial<Pick<Todo, 'state'>>;

/** What waits for whom. One of alice's is done; bob has none. */
export function todos({ alice, bob, carol, mira }: People, { ago }: Calendar): Todo[] {
  const tideboard = 'harbourlight/tideboard';
  const berths = 'harbourlight/platform/berths';
  const given: readonly Given[] = [
    { user: alice, author: carol, action: 'assigned', kind: 'issue', fullPath: tideboard, iid: 30, createdAt: ago(0, 6) },
    { user: alice, author: bob, action: 'mentioned', kind: 'merge-request', fullPath: tideboard, iid: 43, createdAt: ago(1) },
    { user: alice, author: alice, action: 'build_failed', kind: 'merge-request', fullPath: tideboard, iid: 44, createdAt: ago(0, 5) },
    { user: alice, author: carol, action: 'directly_addressed', kind: 'issue', fullPath: berths, iid: 3, createdAt: ago(2) },
    { user: alice, author: mira, action: 'review_requested', kind: 'merge-request', fullPath: tideboard, iid: 45, createdAt: ago(3) },
    { user: alice, author: carol, action: 'assigned', kind: 'issue', fullPath: tideboard, iid: 12, createdAt: ago(58), state: 'done' },
    { user: carol, author: alice, action: 'review_requested', kind: 'merge-request', fullPath: tideboard, iid: 44, createdAt: ago(1) },
    { user: carol, author: mira, action: 'mentioned', kind: 'issue', fullPath: tideboard, iid: 24, createdAt: ago(2) },
    { user: mira, author: carol, action: 'assigned', kind: 'issue', fullPath: berths, iid: 3, createdAt: ago(4) },
  ];
  return given.map((one, index) => ({ id: 8_001 + index, state: 'pending', ...one }));
}
