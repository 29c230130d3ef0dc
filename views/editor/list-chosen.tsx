import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../words/context.js';
import { Failed } from './failed.js';
import { looksLikeAddress } from './link-macro.js';
import { ListKinds } from './list-kind.js';
import { takeIn, writeListMacro, type ListMacro } from './list-macro.js';
import { ListOptions } from './list-options.js';
import type { ListMeaning } from './list-vocabulary.js';
import { Preview, useDrawing } from './preview.js';
import type { Meant } from './use-meaning.js';

export interface ListChosenProps {
  readonly macro: ListMacro;
  readonly meant: Meant<ListMeaning>;
  /** The address is new: the filters that it has become the macro's. */
  readonly takesIn: boolean;
  readonly onChange: (macro: ListMacro) => void;
  readonly onTakeIn: (url: string) => void;
  readonly onFindAnother: () => void;
  readonly onDone: () => void;
}

/** What is listed from where, beside how readers get it. */
export function ListChosen({ macro, meant, takesIn, onChange, onTakeIn, onFindAnother, onDone }: ListChosenProps): VNode {
  const words = useWords();
  const { meaning, failed, retry } = meant;
  const field = useRef<HTMLInputElement>(null);
  const pasted = useRef(false);
  const [said, setSaid] = useState('');
  const drawn = useDrawing(meaning?.kind === undefined ? '' : `/api/macros/list?${new URLSearchParams(writeListMacro(macro, meaning))}`);
  const last = useRef<ListMeaning | undefined>(undefined);
  if (meaning) last.current = meaning;
  // What can be set stands still while another address is looked at.
  const shown = meaning ?? (failed ? undefined : last.current);
  const take = (from: ListMacro, of: ListMeaning) => {
    onChange(takeIn(from, of));
    if (Object.keys(of.list?.filters ?? {}).length > 0) setSaid(words.say('editor.tookIn'));
  };
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    // A new page says anew what is listed.
    if (takesIn && meaning?.list?.isWhole) take({ ...macro, kind: '', filters: {} }, meaning);
  }, [takesIn, meaning]);
  const isWrong = macro.url !== '' && (!looksLikeAddress(macro.url) || (meaning !== undefined && meaning.kind === undefined));

  return (
    <div class="chosen list-chosen">
      <div class="field chosen-link">
        <label for="url">{words.say('editor.listAddress')}</label>
        <div class="field-row">
          <input
            ref={field}
            id="url"
            type="text"
            inputMode="url"
            autocomplete="off"
            spellcheck={false}
            value={macro.url}
            aria-invalid={isWrong}
            aria-describedby="url-hint"
            onPaste={() => (pasted.current = true)}
            onInput={(event) => {
              const url = event.currentTarget.value.trim();
              setSaid('');
              if (pasted.current) onTakeIn(url);
              pasted.current = false;
              onChange({ ...macro, url });
            }}
            onChange={(event) => onTakeIn(event.currentTarget.value.trim())}
            onKeyDown={(event) => event.key === 'Enter' && onDone()}
          />
          <button type="button" onClick={onFindAnother}>
            {words.say('editor.findAnother')}
          </button>
        </div>
        <small id="url-hint" class={isWrong ? 'wrong' : undefined}>
          {words.say(isWrong ? 'editor.notListable' : hintOf(meaning))}
        </small>
        <p class={said === '' ? 'unseen' : 'took-in'} role="status">
          {said}
        </p>
        {meaning?.list && !takesIn && meaning.list.isWhole ? (
          <p class="took-in">
            {words.say('editor.pageFilters')}{' '}
            <button type="button" onClick={() => take(macro, meaning)}>
              {words.say('editor.takeIn')}
            </button>
          </p>
        ) : null}
        {failed ? <Failed doing="loading" onRetry={retry} /> : null}
      </div>
      {shown?.kind === undefined ? null : (
        <>
          {shown.kind === 'place' || shown.kind === 'list' ? <ListKinds macro={macro} meaning={shown} onChange={onChange} /> : null}
          <ListOptions macro={macro} meaning={shown} onChange={onChange} />
          <section class="chosen-preview" aria-label={words.say('editor.preview')}>
            <h2>{words.say('editor.preview')}</h2>
            <Preview {...drawn} look="block" />
          </section>
        </>
      )}
    </div>
  );
}

function hintOf(meaning: ListMeaning | undefined) {
  if (meaning?.kind === 'board' || meaning?.kind === 'search') return 'editor.shownAsIs';
  if (meaning?.list && !meaning.list.isWhole) return 'editor.pageFiltersStay';
  return 'editor.listHint';
}
