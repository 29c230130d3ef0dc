import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../words/context.js';
import type { Words } from '../words/words.js';
import type { FolderChoice, InstanceChoice, ProjectChoice, WorkChoice } from './answer.js';
import { statusOf, TryAgain } from './asked-status.js';
import type { Choice } from './choice-row.js';
import { Combobox } from './combobox.js';
import { ConnectFirst, useClosed } from './connect-first.js';
import { addressOf, startAt, stepBack, type Place } from './finder-place.js';
import { FinderTrail } from './finder-trail.js';
import { Instances } from './instance-choice.js';
import { looksLikeAddress } from './link-macro.js';
import { useAnswer, type Asked } from './use-answer.js';

export interface FinderProps {
  readonly instances: readonly InstanceChoice[];
  readonly onFound: (url: string) => void;
}

/** What a choice does: it is what was looked for, or leads on. */
type Chosen = { readonly url: string } | { readonly place: Place };

type Found = readonly ProjectChoice[] | readonly WorkChoice[] | FolderChoice;

/** Leads from a few letters, or from nothing, to the address of a GitLab thing; a pasted address is taken as it is. */
export function Finder({ instances, onFound }: FinderProps): VNode {
  const words = useWords();
  const [place, setPlace] = useState(() => startAt(instances[0]?.id ?? 'default'));
  const [typed, setTyped] = useState('');
  const isAddress = looksLikeAddress(typed);
  const found = useAnswer<Found>(isAddress ? '' : addressOf(place, typed));
  const isIdle = place.project === undefined && typed.trim() === '';
  const recent = useAnswer<readonly WorkChoice[]>(isIdle ? `/api/editor/recent?${new URLSearchParams({ instance: place.instance })}` : '');
  const choices = isAddress ? [addressChoice(words, typed)] : [...(isIdle ? workChoices(words, recent, words.say('editor.openWork')) : []), ...choicesOf(words, found, place, typed)];
  // What came is offered while the other is on its way; what failed is told.
  const worse = isIdle && found.state === 'found' ? recent : found;
  const instance = instances.find(({ id }) => id === place.instance);
  const closed = useClosed(found);
  const mode = isAddress ? undefined : closed;

  const go = (next: Place) => {
    setPlace(next);
    setTyped('');
  };
  const choose = (chosen: Chosen) => ('url' in chosen ? onFound(chosen.url) : go(chosen.place));
  // Who goes through the parts of a project by arrow keys stays there.
  useEffect(() => {
    document.getElementById('finder-words')?.focus({ preventScroll: true });
  }, [place.project, place.ref, place.path]);

  return (
    <section class="finder" aria-label={words.say('editor.find')}>
      <Instances instances={instances} chosen={place.instance} onChoose={(id) => go(startAt(id))} />
      <FinderTrail place={place} onGo={go} found={found.state === 'found' && 'inside' in found.found ? found.found : undefined} onFound={onFound} />
      <Combobox<Chosen>
        id="finder"
        label={words.say(place.project === undefined ? 'editor.pasteOrSearch' : place.part === 'issues' ? 'editor.searchIssues' : place.part === 'merge-requests' ? 'editor.searchMergeRequests' : 'editor.filterFiles')}
        placeholder={place.project === undefined ? `${instance?.baseUrl ?? 'https://gitlab.com'}/…` : undefined}
        words={typed}
        onWords={setTyped}
        choices={choices}
        busy={!isAddress && !mode && worse.state === 'loading'}
        status={isAddress || mode ? '' : finderStatus(words, worse, choices.length)}
        onChoose={choose}
        onBack={place.project === undefined ? undefined : () => go(stepBack(place))}
        autoFocus
      >
        <TryAgain found={worse} />
      </Combobox>
      {mode && instance ? <ConnectFirst mode={mode} instance={instance} /> : null}
    </section>
  );
}

/** A folder that was cut says so besides. */
function finderStatus(words: Words, found: Asked<Found>, count: number): string {
  if (found.state === 'found' && 'inside' in found.found && found.found.cut) return words.say('editor.folderCut');
  return statusOf(words, found, count);
}

function addressChoice(words: Words, typed: string): Choice<Chosen> {
  const url = typed.trim();
  return { key: 'address', icon: 'link', title: words.say('editor.useAddress'), detail: url, value: { url } };
}

function choicesOf(words: Words, found: Asked<Found>, place: Place, typed: string): readonly Choice<Chosen>[] {
  if (found.state !== 'found') return [];
  if ('inside' in found.found) return fileChoices(found.found, place, typed);
  const [first] = found.found;
  if (first && 'kind' in first) return workChoices(words, found as Asked<readonly WorkChoice[]>, undefined);
  return (found.found as readonly ProjectChoice[]).map(({ fullPath, name }) => ({
    key: fullPath,
    icon: 'project',
    title: name,
    detail: fullPath,
    group: words.say('editor.projects'),
    value: { place: { ...place, project: { fullPath, name } } },
  }));
}

/** What is no longer open says so. */
function workChoices(words: Words, found: Asked<readonly WorkChoice[]>, group: string | undefined): readonly Choice<Chosen>[] {
  if (found.state !== 'found') return [];
  return found.found.map(({ kind, title, reference, state = 'opened', webUrl }) => ({
    key: webUrl,
    icon: kind === 'issue' ? 'issue' : 'merge',
    title,
    detail: state === 'opened' ? reference : `${words.say('editor.stateName', { state })} · ${reference}`,
    group,
    value: { url: webUrl },
  }));
}

function fileChoices({ ref, inside }: FolderChoice, place: Place, typed: string): readonly Choice<Chosen>[] {
  const wanted = typed.trim().toLowerCase();
  const path = (name: string) => (place.path === '' ? name : `${place.path}/${name}`);
  return inside
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .map(({ kind, name, webUrl }) => ({ key: `${kind} ${name}`, icon: kind, title: name, value: kind === 'file' ? { url: webUrl } : { place: { ...place, ref: place.ref || (ref ?? ''), path: path(name) } } }));
}
