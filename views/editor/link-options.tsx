import type { VNode } from 'preact';
import { useWords } from '../words/context.js';
import type { LinkMeaning } from './answer.js';
import { ExportChoice } from './export-choice.js';
import { readLines, type LinkMacro } from './link-macro.js';

export interface LinkOptionsProps {
  readonly kind: 'link' | 'inline';
  readonly macro: LinkMacro;
  readonly meaning: LinkMeaning | undefined;
  readonly onChange: (macro: LinkMacro) => void;
  readonly picking: boolean;
  readonly onPickLines: () => void;
}

/** How the macro shows what its address points to; options that mean nothing for it are left out. */
export function LinkOptions({ kind, macro, meaning, onChange, picking, onPickLines }: LinkOptionsProps): VNode {
  const isFile = meaning?.kind === 'file';
  return (
    <div class="options">
      {kind === 'link' ? <Look macro={macro} onChange={onChange} /> : null}
      {kind === 'link' && isFile && macro.look === '' ? <Lines macro={macro} meaning={meaning} onChange={onChange} picking={picking} onPickLines={onPickLines} /> : null}
      {isFile && (meaning.pin !== undefined || macro.pin !== '') ? <Pin macro={macro} meaning={meaning} onChange={onChange} /> : null}
      <ExportChoice policy={macro.export} onPolicy={(policy) => onChange({ ...macro, export: policy })} />
    </div>
  );
}

type Change = Pick<LinkOptionsProps, 'macro' | 'onChange'>;

function Look({ macro, onChange }: Change): VNode {
  const words = useWords();
  return (
    <>
      <fieldset class="field">
        <legend>{words.say('editor.look')}</legend>
        {(['', 'card'] as const).map((look) => (
          <label class="tick">
            <input type="radio" name="look" value={look || 'full'} checked={macro.look === look} onChange={() => onChange({ ...macro, look })} />
            <span>
              {words.say(look === '' ? 'editor.lookFull' : 'editor.lookCard')}
              <small>{words.say(look === '' ? 'editor.lookFullHint' : 'editor.lookCardHint')}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {macro.look === '' ? (
        <label class="tick">
          <input type="checkbox" name="collapsed" checked={macro.collapsed} onChange={(event) => onChange({ ...macro, collapsed: event.currentTarget.checked })} />
          <span>
            {words.say('editor.collapsed')}
            <small>{words.say('editor.collapsedHint')}</small>
          </span>
        </label>
      ) : null}
    </>
  );
}

function Lines({ macro, meaning, onChange, picking, onPickLines }: Change & Pick<LinkOptionsProps, 'meaning' | 'picking' | 'onPickLines'>): VNode {
  const words = useWords();
  const isWrong = macro.lines !== '' && readLines(macro.lines) === undefined;
  return (
    <div class="field">
      <label for="lines">{words.say('editor.lines')}</label>
      <div class="field-row">
        <input
          id="lines"
          type="text"
          inputMode="numeric"
          autocomplete="off"
          placeholder={meaning?.lines ?? words.say('editor.linesAll')}
          value={macro.lines}
          aria-invalid={isWrong}
          aria-describedby="lines-hint"
          onInput={(event) => onChange({ ...macro, lines: event.currentTarget.value })}
        />
        <button type="button" id="pick-lines" aria-pressed={picking} onClick={onPickLines}>
          {words.say('editor.pickLines')}
        </button>
      </div>
      <small id="lines-hint" class={isWrong ? 'wrong' : undefined}>
        {words.say(isWrong ? 'editor.linesWrong' : 'editor.linesHint')}
      </small>
    </div>
  );
}

function Pin({ macro, meaning, onChange }: Change & Pick<LinkOptionsProps, 'meaning'>): VNode {
  const words = useWords();
  const pin = macro.pin || (meaning?.pin ?? '');
  return (
    <label class="tick">
      <input type="checkbox" name="pin" checked={macro.pin !== ''} onChange={(event) => onChange({ ...macro, pin: event.currentTarget.checked ? pin : '' })} />
      <span>
        {words.rich('editor.pin', { commit: pin.slice(0, 8), code: (children) => <code>{children}</code> })}
        <small>{words.say('editor.pinHint')}</small>
      </span>
    </label>
  );
}
