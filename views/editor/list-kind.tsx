import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import { kindOf, withKind, type ListMacro } from './list-macro.js';
import { LIST_KINDS, LIST_VOCABULARY, type ListMeaning } from './list-vocabulary.js';

export interface ListKindsProps {
  readonly macro: ListMacro;
  readonly meaning: ListMeaning;
  readonly onChange: (macro: ListMacro) => void;
}

/** What is listed, as a row of buttons; what only a project has can't be chosen for a group. */
export function ListKinds({ macro, meaning, onChange }: ListKindsProps): VNode {
  const words = useWords();
  const kind = kindOf(macro, meaning);
  const isGroup = meaning.place?.level === 'group';
  return (
    <fieldset class="switch list-kinds">
      <legend class="unseen">{words.say('editor.kind')}</legend>
      {LIST_KINDS.map((one) => (
        <label>
          <input type="radio" name="kind" value={one} checked={one === kind} disabled={isGroup && LIST_VOCABULARY[one].ofProjects && one !== kind} onChange={() => onChange(withKind(macro, one))} />{' '}
          <span>{words.say('editor.kindName', { kind: one })}</span>
        </label>
      ))}
    </fieldset>
  );
}
