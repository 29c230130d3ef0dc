import { type Calendar, epic, milestone } from './compose.js';
import { ACCESS, type Group, type User } from './model.js';

export interface People {
  readonly alice: User;
  readonly bob: User;
  readonly carol: User;
  readonly mira: User;
}

/** alice develops, carol maintains everything, mira is a guest of one private project, bob is an outsider who sees what is public. */
export function people(): People {
  const person = (id: number, username: string, name: string, jobTitle: string, color: string): User =>
    ({ id, username, name, jobTitle, color, external: false, state: 'active' });
  return {
    alice: person(11, 'alice', 'Alice Arden', 'Software engineer', '#2471a3'),
    bob: { ...person(12, 'bob', 'Bob Bellamy', 'Harbour master and contributor', '#b9770e'), external: true },
    carol: { ...person(13, 'carol', 'Carol Quay', 'Engineering lead', '#7d3c98'), bio: 'Keeps boards, boats and people apart.', location: 'Port Isbel', pronouns: 'she/her', status: { message: 'On the pier until noon', busy: true }, createdAt: Date.UTC(2019, 3, 2) },
    mira: person(14, 'mira', 'Mira Fenn', 'Support', '#117864'),
  };
}

export function groups({ alice, carol }: People, { ago, day }: Calendar): Group[] {
  const season = milestone({ id: 331, iid: 3, title: 'Winter season', description: 'Everything that must stand before the **first storm**.', startDate: day(-40), dueDate: day(40) });
  return [
    {
      id: 51, fullPath: 'harbourlight', name: 'Harbourlight', visibility: 'public',
      description: 'Tides, weather and berths for small harbours.',
      members: { carol: ACCESS.owner },
      milestones: [season],
      iterations: [
        { id: 601, iid: 11, title: undefined, description: '', state: 'closed', startDate: day(-20), dueDate: day(-7) },
        { id: 602, iid: 12, title: 'Rings and rain', description: 'What shows on the boards, and **what survives the weather**.', state: 'current', startDate: day(-6), dueDate: day(8) },
      ],
      epics: [
        epic({
          id: 9005, iid: 5, title: 'Boards one can read from the pier', author: carol, assignees: [alice], milestone: season, startDate: day(-40), dueDate: day(30), createdAt: ago(60), updatedAt: ago(1), upvotes: 5, notes: 6,
          description: 'Everything that makes a board readable **from ten metres**.\n\n- [x] Rings\n- [ ] Wide type', children: [['harbourlight/tideboard', 18], ['harbourlight/tideboard', 24], ['harbourlight/tideboard', 12]],
          comments: [{ id: 59001, author: alice, createdAt: ago(2), body: 'Two of three are in sight.' }],
        }),
        epic({ id: 9006, iid: 6, title: 'Price list of the boards', author: carol, confidential: true, description: 'Not before the fair.', createdAt: ago(20), parent: 5 }),
      ],
    },
    {
      id: 52, fullPath: 'harbourlight/platform', name: 'Platform', visibility: 'public',
      description: 'What the boards stand on.',
      members: { alice: ACCESS.developer },
    },
    {
      id: 53, fullPath: 'harbourlight/office', name: 'Office', visibility: 'private',
      description: 'Contracts, payroll and the coffee list.',
      members: {},
    },
  ];
}
