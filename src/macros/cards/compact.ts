import type { CardModel } from '../../../views/macros/card.js';

/** A card without what takes room: texts, code, sections. What it is, its states and its facts stay. Pure. */
export function compactCard(card: CardModel): CardModel {
  switch (card.kind) {
    case 'issue':
      return { ...card, description: undefined };
    case 'merge-request': {
      const { tab: _tab, ...rest } = card;
      return { ...rest, description: undefined };
    }
    case 'file':
      return { ...card, code: undefined, rendered: undefined, note: undefined };
    case 'project':
      return { ...card, readme: undefined };
    case 'plain':
      return { ...card, sections: [] };
    case 'list':
      return card;
  }
}
