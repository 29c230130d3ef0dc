import type { Words } from '../../../views/words/words.js';
import type { ListedKind, ListThing } from '../../gitlab/things/list.js';

/** What is listed, in the plural: `merge requests`. */
export function listedThings(of: ListedKind, words: Words): string {
  return words.say('lists.things', { of: selector(of) });
}

/** Messages choose by names without a hyphen. */
function selector(of: ListedKind): string {
  return of.replaceAll('-', '_');
}

/** `Open issues in acme/orbit`, `Files`. */
export function listTitle({ of, filter: { state }, fullPath }: ListThing, words: Words): string {
  const usual = fullPath !== undefined && (of === 'issues' || of === 'work-items' || of === 'merge-requests') ? 'opened' : 'all';
  const shown = (state ?? usual).replace(/^waiting_for_.*$/, 'waiting');
  const things = words.say('lists.inState', { state: shown, name: shown.replaceAll('_', ' '), things: listedThings(of, words) });
  const title = `${things.charAt(0).toLocaleUpperCase(words.locale)}${things.slice(1)}`;
  return fullPath === undefined ? title : words.say('lists.inPlace', { things: title, place: fullPath });
}

/** More than this GitLab itself stops counting. */
const MOST_COUNTED = 10_000;

/** `57 issues`, `more than 10,000 issues`; undefined where GitLab doesn't count. */
export function totalWords({ of, total }: Pick<ListThing, 'of' | 'total'>, words: Words): string | undefined {
  if (total === undefined) return undefined;
  const counted = words.say('lists.count', { of: selector(of), count: Math.min(total, MOST_COUNTED) });
  return total > MOST_COUNTED ? words.say('lists.moreThan', { total: counted }) : counted;
}

/** The same in the room of a chip: `57`, `10,000+`. */
export function totalNumber({ total, rows, next }: Pick<ListThing, 'total' | 'rows' | 'next'>, words: Words): string {
  if (total !== undefined) return total > MOST_COUNTED ? `${words.number(MOST_COUNTED)}+` : words.number(total);
  return `${words.number(rows.length)}${next === undefined ? '' : '+'}`;
}
