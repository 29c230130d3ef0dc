import type { Words } from '../../../views/words/words.js';
import type { FilterProblem } from '../../gitlab/references/list-filter.js';
import type { ColumnProblem } from './list-columns.js';
import { listedThings } from './list-words.js';

/** What is wrong with how a list macro is set up, besides its filter. */
export type SetupProblem =
  | { readonly is: 'no-place' }
  | { readonly is: 'no-kind'; readonly value: string; readonly known: readonly string[] }
  | { readonly is: 'no-count'; readonly value: string; readonly most: number }
  /** A page of GitLab's that is shown as it is, and filters beside its address. */
  | { readonly is: 'fixed'; readonly page: 'search' | 'board'; readonly names: readonly string[] };

export type ListProblem = FilterProblem | ColumnProblem | SetupProblem;

const NOT_AMONG = { state: 'problems.noState', type: 'problems.noType', sort: 'problems.noSort' } as const;

/** One thing that is wrong with a list, in a sentence for its author. */
export function problemWords(problem: ListProblem, words: Words): string {
  switch (problem.is) {
    case 'unfit':
      return words.say('problems.unfit', { things: listedThings(problem.of, words), filter: problem.filter });
    case 'not-of-group':
      return words.say('problems.notOfGroup', { things: listedThings(problem.of, words) });
    case 'too-long':
      return words.say('problems.tooLong', { most: problem.most });
    case 'too-many-labels':
      return words.say('problems.tooManyLabels', { most: problem.most });
    case 'search-and-filter':
      return words.say('problems.searchAndFilter');
    case 'not-among':
      return words.say(NOT_AMONG[problem.name], { value: problem.value, known: oneOf(problem.known, words) });
    case 'no-date':
      return words.say('problems.noDate', { value: problem.value, filter: problem.filter });
    case 'unlisted':
      return words.say('problems.unlisted', { scope: problem.scope });
    case 'unsearchable':
      return words.say('problems.unsearchable');
    case 'no-place':
      return words.say('problems.noPlace');
    case 'no-kind':
      return words.say('problems.noKind', { value: problem.value, known: problem.known.join(', ') });
    case 'no-count':
      return words.say('problems.noCount', { value: problem.value, most: problem.most });
    case 'no-column':
      return words.say('problems.noColumn', { value: problem.value, known: problem.known.join(', ') });
    case 'fixed':
      return words.say('problems.fixed', { page: problem.page, names: problem.names.join(', ') });
  }
}

function oneOf(known: readonly string[], words: Words): string {
  return words.say('problems.or', { first: known.slice(0, -1).join(', '), last: known.at(-1) ?? '' });
}
