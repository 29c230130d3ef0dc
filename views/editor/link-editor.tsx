import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../words/context.js';
import type { InstanceChoice, LinkMeaning } from './answer.js';
import { PageLinks } from './conversion/page-links.js';
import { Failed } from './failed.js';
import { Finder } from './finder.js';
import { LinePicker } from './line-picker.js';
import { isComplete, looksLikeAddress, readLines, readLinkMacro, sayLines, writeLinkMacro, type LinkMacro, type MacroParameters } from './link-macro.js';
import { LinkOptions } from './link-options.js';
import { Preview, useDrawing } from './preview.js';
import { useMacroDialog } from './use-macro-dialog.js';
import { useMeaning } from './use-meaning.js';

export interface LinkEditorProps {
  readonly instances: readonly InstanceChoice[];
  /** Which of the two macros that show one thing. */
  readonly kind: 'link' | 'inline';
}

/** The dialog in which an author finds a GitLab thing and decides how a macro shows it. */
export function LinkEditor({ instances, kind }: LinkEditorProps): VNode {
  const words = useWords();
  const [macro, setMacro] = useState<LinkMacro | undefined>();
  const [finding, setFinding] = useState(true);
  const begin = (parameters: MacroParameters) => {
    const read = readLinkMacro(parameters);
    setMacro(read);
    setFinding(read.url === '');
  };
  const possible = macro !== undefined && !finding && isComplete(macro);
  const { failed, retry, save } = useMacroDialog(begin, possible ? writeLinkMacro(macro, kind) : undefined);

  const found = (url: string) => {
    // Lines and commits are of another file then.
    setMacro((last = readLinkMacro({})) => (last.url === url ? last : { ...last, url, lines: '', pin: '' }));
    setFinding(false);
  };

  if (failed === 'loading') return <Failed doing="loading" onRetry={retry} />;
  if (!macro) return <p class="opening" role="status">{words.say('editor.opening')}</p>;
  if (finding) {
    return (
      <PageLinks instances={instances}>
        <Finder instances={instances} onFound={found} />
        {macro.url === '' ? null : (
          <button type="button" onClick={() => setFinding(false)}>
            {words.say('editor.keep')}
          </button>
        )}
      </PageLinks>
    );
  }
  return (
    <>
      {failed ? <Failed doing={failed} onRetry={retry} /> : null}
      <Chosen kind={kind} macro={macro} onChange={setMacro} onFindAnother={() => setFinding(true)} onDone={save} />
    </>
  );
}

interface ChosenProps {
  readonly kind: 'link' | 'inline';
  readonly macro: LinkMacro;
  readonly onChange: (macro: LinkMacro) => void;
  readonly onFindAnother: () => void;
  readonly onDone: () => void;
}

function Chosen({ kind, macro, onChange, onFindAnother, onDone }: ChosenProps): VNode {
  const words = useWords();
  const [picking, setPicking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const { meaning, failed, retry } = useMeaning<LinkMeaning>('meaning', macro.url);
  const drawn = useDrawing(picking ? wholeFile(macro) : previewPath(macro, kind));
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const donePicking = () => {
    setPicking(false);
    document.getElementById('pick-lines')?.focus();
  };
  const isWrong = macro.url !== '' && (!looksLikeAddress(macro.url) || (meaning !== undefined && meaning.kind === undefined));
  // Of another file than before, lines can't be picked on.
  const isPicking = picking && meaning?.kind === 'file' && macro.look === '';

  return (
    <div class="chosen">
      <div class="field chosen-link">
        <label for="url">{words.say('editor.link')}</label>
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
            onInput={(event) => onChange({ ...macro, url: event.currentTarget.value, pin: '', lines: '' })}
            onKeyDown={(event) => event.key === 'Enter' && onDone()}
          />
          <button type="button" onClick={onFindAnother}>
            {words.say('editor.findAnother')}
          </button>
        </div>
        <small id="url-hint" class={isWrong ? 'wrong' : undefined}>
          {words.say(isWrong ? 'editor.notGitLab' : 'editor.linkHint')}
        </small>
        {failed ? <Failed doing="loading" onRetry={retry} /> : null}
      </div>
      <LinkOptions kind={kind} macro={macro} meaning={meaning} onChange={onChange} picking={isPicking} onPickLines={() => setPicking(!isPicking)} />
      <section class="chosen-preview" aria-label={words.say(isPicking ? 'editor.pickLines' : 'editor.preview')}>
        <h2>{words.say(isPicking ? 'editor.pickLines' : 'editor.preview')}</h2>
        {isPicking ? (
          <LinePicker drawn={drawn} lines={readLines(macro.lines || (meaning?.lines ?? ''))} onLines={(lines) => onChange({ ...macro, lines: sayLines(lines) })} onDone={donePicking} />
        ) : (
          <Preview {...drawn} look={kind === 'inline' ? 'inline' : 'block'} />
        )}
      </section>
    </div>
  );
}

/** The very address that readers' frames are renewed at, with what would be stored. */
function previewPath(macro: LinkMacro, kind: 'link' | 'inline'): string {
  return looksLikeAddress(macro.url) ? `/api/macros/${kind}?${new URLSearchParams(writeLinkMacro(macro, kind))}` : '';
}

function wholeFile({ url, pin }: LinkMacro): string {
  return `/api/macros/link?${new URLSearchParams({ url: url.replace(/#.*$/s, ''), ...(pin === '' ? {} : { pin }) })}`;
}
