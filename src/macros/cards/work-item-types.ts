import type { IconName } from '../../../views/parts/icon.js';
import type { MessageKey, Words } from '../../../views/words/words.js';

/** GitLab's own types, by its names of them in lower case. */
const TYPES: ReadonlyMap<string, MessageKey> = new Map(Object.entries<MessageKey>({
  issue: 'kinds.issue',
  incident: 'kinds.incident',
  task: 'kinds.task',
  epic: 'kinds.epic',
  objective: 'kinds.objective',
  'key result': 'kinds.keyResult',
  requirement: 'kinds.requirement',
  'test case': 'kinds.testCase',
  ticket: 'kinds.ticket',
  'merge request': 'kinds.mergeRequest',
}));

/** The name of a type of work item; one that people made for themselves keeps theirs. */
export function typeName(type: string, words: Words): string {
  const known = TYPES.get(type.toLowerCase());
  return known === undefined ? type : words.say(known);
}

/** The picture of an issue or work item by GitLab's name of its type. */
export function issueIcon(type: string): IconName {
  const name = type.toLowerCase();
  if (name === 'incident') return 'incident';
  if (name === 'epic') return 'epic';
  return name === 'task' || name === 'requirement' || name === 'test case' ? 'task' : 'issue';
}
