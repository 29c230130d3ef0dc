import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../words/context.js';
import type { InstanceChoice, ProjectChoice } from './answer.js';
import { statusOf, TryAgain } from './asked-status.js';
import type { Choice } from './choice-row.js';
import { Combobox } from './combobox.js';
import { ConnectFirst, useClosed } from './connect-first.js';
import { Instances } from './instance-choice.js';
import { looksLikeAddress } from './link-macro.js';
import { useAnswer, type Asked } from './use-answer.js';

export interface ListPlaceProps {
  readonly instances: readonly InstanceChoice[];
  readonly onFound: (url: string) => void;
}

/** Leads to the address of a project or group to list from; a pasted address, also of a list page, is taken as it is. */
export function ListPlace({ instances, onFound }: ListPlaceProps): VNode {
  const words = useWords();
  const [chosen, setChosen] = useState(instances[0]?.id ?? 'default');
  const [typed, setTyped] = useState('');
  const isAddress = looksLikeAddress(typed);
  const ask = (name: string) => (isAddress ? '' : `/api/editor/${name}?${new URLSearchParams({ instance: chosen, words: typed.trim() })}`);
  const projects = useAnswer<readonly ProjectChoice[]>(ask('projects'));
  const groups = useAnswer<readonly ProjectChoice[]>(ask('groups'));
  const closed = useClosed(projects);
  const mode = isAddress ? undefined : closed;
  const instance = instances.find(({ id }) => id === chosen);
  const url = typed.trim();
  const address: Choice<string> = { key: 'address', icon: 'link', title: words.say('editor.useAddress'), detail: url, value: url };
  const choices = isAddress ? [address] : [...placeChoices(projects, 'project', words.say('editor.projects')), ...placeChoices(groups, 'group', words.say('editor.groups'))];
  // What came is offered while the other is on its way; what failed is told.
  const worse = projects.state === 'found' ? groups : projects;
  return (
    <section class="finder" aria-label={words.say('editor.findPlace')}>
      <Instances instances={instances} chosen={chosen} onChoose={(id) => (setChosen(id), setTyped(''))} />
      <Combobox<string>
        id="place"
        label={words.say('editor.pasteOrSearchPlace')}
        placeholder={`${instance?.baseUrl ?? 'https://gitlab.com'}/…`}
        words={typed}
        onWords={setTyped}
        choices={choices}
        busy={!isAddress && !mode && worse.state === 'loading'}
        status={isAddress || mode ? '' : statusOf(words, worse, choices.length)}
        onChoose={onFound}
        autoFocus
      >
        <TryAgain found={isAddress ? NOTHING : worse} />
      </Combobox>
      {mode && instance ? <ConnectFirst mode={mode} instance={instance} /> : null}
    </section>
  );
}

const NOTHING: Asked<never> = { state: 'loading', retry: () => undefined };

function placeChoices(found: Asked<readonly ProjectChoice[]>, icon: 'project' | 'group', group: string): readonly Choice<string>[] {
  if (found.state !== 'found') return [];
  return found.found.map(({ fullPath, name, webUrl }) => ({ key: `${icon} ${fullPath}`, icon, title: name, detail: fullPath, group, value: webUrl }));
}
