import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import type { InstanceChoice } from './answer.js';

export interface InstancesProps {
  readonly instances: readonly InstanceChoice[];
  /** The id of the one that is looked through. */
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** Which GitLab is looked through; nothing where there is only one. */
export function Instances({ instances, chosen, onChoose }: InstancesProps): VNode | null {
  const words = useWords();
  if (instances.length < 2) return null;
  return (
    <label class="field">
      <span>{words.say('editor.instance')}</span>
      <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {instances.map(({ id, name }) => (
          <option value={id} selected={id === chosen}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
