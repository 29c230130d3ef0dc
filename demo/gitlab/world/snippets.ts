import type { Calendar } from './compose.js';
import type { Snippet } from './model.js';
import type { People } from './people.js';

/** Snippets that belong to people: one for all, one for whoever is signed in, one for alice alone. */
export function personalSnippets({ alice, mira }: People, { ago }: Calendar): Snippet[] {
  return [
    { id: 51, title: 'Knots to metres a second', visibility: 'public', author: alice, createdAt: ago(70), description: 'Half of it, **roughly**.', files: [{ name: 'knots.py', text: 'def metres_per_second(knots: float) -> float:\n    return knots * 0.514444\n' }] },
    { id: 52, title: 'Answers for skippers', visibility: 'internal', author: mira, createdAt: ago(33), description: '', files: [{ name: 'answers.md', text: 'Yes, the tide comes twice.\n' }] },
    { id: 53, title: 'Shopping for the boat', visibility: 'private', author: alice, createdAt: ago(2), description: '', files: [{ name: 'list.txt', text: 'rope\n' }] },
  ];
}
