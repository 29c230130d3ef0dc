import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../parts/icon.js';
import { useWords } from '../words/context.js';
import type { FolderChoice, RefChoice } from './answer.js';
import { statusOf, TryAgain } from './asked-status.js';
import { Combobox } from './combobox.js';
import { foldersOf, PARTS, startAt, type Place } from './finder-place.js';
import { refChoices, refsAddress } from './ref-choices.js';
import { useAnswer } from './use-answer.js';

export interface FinderTrailProps {
  readonly place: Place;
  readonly onGo: (place: Place) => void;
  /** Of the folder that is shown. */
  readonly found: FolderChoice | undefined;
  readonly onFound: (url: string) => void;
}

/** Where one is: the project, what of it is looked through and, among files, the branch and the folders. */
export function FinderTrail({ place, onGo, found, onFound }: FinderTrailProps): VNode | null {
  const words = useWords();
  const { project, part } = place;
  if (!project) return null;
  return (
    <div class="trail">
      <nav class="trail-path" aria-label={words.say('editor.place')}>
        <button type="button" class="bare" onClick={() => onGo(startAt(place.instance))}>
          {words.say('editor.allProjects')}
        </button>
        <span aria-hidden="true">/</span>
        <button type="button" class="bare" title={project.fullPath} onClick={() => onGo({ ...place, path: '' })}>
          {project.name}
        </button>
        {part === 'files' ? foldersOf(place).map(({ name, path }) => (
          <>
            <span aria-hidden="true">/</span>
            <button type="button" class="bare" onClick={() => onGo({ ...place, path })}>
              {name}
            </button>
          </>
        )) : null}
      </nav>
      <fieldset class="switch">
        <legend class="unseen">{words.say('editor.lookThrough')}</legend>
        {PARTS.map((one) => (
          <label>
            <input type="radio" name="part" value={one} checked={one === part} onChange={() => onGo({ ...place, part: one })} />{' '}
            <span>{words.say(one === 'issues' ? 'editor.issues' : one === 'merge-requests' ? 'editor.mergeRequests' : 'editor.files')}</span>
          </label>
        ))}
      </fieldset>
      {part === 'files' ? (
        <div class="trail-folder">
          <Refs key={project.fullPath} place={place} shown={place.ref || (found?.ref ?? '')} onGo={onGo} />
          {found ? (
            <button type="button" onClick={() => onFound(found.webUrl)}>
              <Icon name="folder" /> {words.say('editor.useFolder')}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

interface RefsProps {
  readonly place: Place;
  /** The name of the branch or tag that is shown now. */
  readonly shown: string;
  readonly onGo: (place: Place) => void;
}

function Refs({ place, shown, onGo }: RefsProps): VNode {
  const words = useWords();
  const [typed, setTyped] = useState<string | undefined>();
  const [open, setOpen] = useState(false);
  const found = useAnswer<readonly RefChoice[]>(open ? refsAddress(place.instance, place.project?.fullPath ?? '', typed ?? '') : '');
  const choices = found.state === 'found' ? refChoices(words, found.found) : [];
  return (
    <Combobox<RefChoice>
      id="refs"
      floating={{ onOpen: setOpen, onLeave: () => setTyped(undefined), keepsTyped: false }}
      label={words.say('editor.ref')}
      words={typed ?? shown}
      onWords={setTyped}
      choices={choices}
      chosen={choices.find(({ title }) => title === shown)?.key}
      status={statusOf(words, found, choices.length)}
      busy={found.state === 'loading'}
      onChoose={({ kind, name }) => {
        setTyped(undefined);
        onGo({ ...place, ref: name, refType: kind === 'branch' ? 'heads' : 'tags', path: '' });
      }}
    >
      <TryAgain found={found} />
    </Combobox>
  );
}
