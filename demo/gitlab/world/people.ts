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
    carol: person(13, 'carol', 'Carol Quay', 'Engineering lead', '#7d3c98'),
    mira: person(14, 'mira', 'Mira Fenn', 'Support', '#117864'),
  };
}

export function groups(): Group[] {
  return [
    {
      id: 51, fullPath: 'harbourlight', name: 'Harbourlight', visibility: 'public',
      description: 'Tides, weather and berths for small harbours.',
      members: { carol: ACCESS.owner },
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
