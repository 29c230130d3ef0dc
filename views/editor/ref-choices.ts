import type { Words } from '../words/words.js';
import type { RefChoice } from './answer.js';
import type { Choice } from './choice-row.js';

/** What our API is asked for branches and tags of a project. */
export function refsAddress(instance: string, project: string, words: string): string {
  return `/api/editor/refs?${new URLSearchParams({ instance, project, words: words.trim() })}`;
}

export function refChoices(words: Words, refs: readonly RefChoice[]): readonly Choice<RefChoice>[] {
  return refs.map((ref) => ({
    key: `${ref.kind} ${ref.name}`,
    icon: ref.kind,
    title: ref.name,
    detail: ref.isDefault ? words.say('editor.defaultBranch') : undefined,
    group: words.say(ref.kind === 'branch' ? 'editor.branches' : 'editor.tags'),
    value: ref,
  }));
}
