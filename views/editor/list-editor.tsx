import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useWords } from '../words/context.js';
import type { InstanceChoice } from './answer.js';
import { Failed } from './failed.js';
import { looksLikeAddress, type MacroParameters } from './link-macro.js';
import { ListChosen } from './list-chosen.js';
import { isCount, readListMacro, writeListMacro, type ListMacro } from './list-macro.js';
import { ListPlace } from './list-place.js';
import type { ListMeaning } from './list-vocabulary.js';
import { useMacroDialog } from './use-macro-dialog.js';
import { useMeaning } from './use-meaning.js';

export interface ListEditorProps {
  readonly instances: readonly InstanceChoice[];
}

/** The dialog in which an author chooses what a macro lists. */
export function ListEditor({ instances }: ListEditorProps): VNode {
  const words = useWords();
  const [macro, setMacro] = useState<ListMacro | undefined>();
  const [finding, setFinding] = useState(true);
  /** A page's filters are taken in where its address is new, not where the macro has it already. */
  const [taken, setTaken] = useState<string | undefined>();
  const meant = useMeaning<ListMeaning>('list-meaning', macro?.url ?? '');
  const possible = macro !== undefined && !finding && looksLikeAddress(macro.url) && meant.meaning?.kind !== undefined && isCount(macro.count);
  const begin = (parameters: MacroParameters) => {
    const read = readListMacro(parameters);
    setMacro(read);
    setFinding(read.url === '');
  };
  const { failed, retry, save } = useMacroDialog(begin, possible ? writeListMacro(macro, meant.meaning) : undefined);

  const found = (url: string) => {
    setMacro((last = readListMacro({})) => ({ ...last, url }));
    setTaken(url);
    setFinding(false);
  };

  if (failed === 'loading') return <Failed doing="loading" onRetry={retry} />;
  if (!macro) return <p class="opening" role="status">{words.say('editor.opening')}</p>;
  if (finding) {
    return (
      <>
        <ListPlace instances={instances} onFound={found} />
        {macro.url === '' ? null : (
          <button type="button" onClick={() => setFinding(false)}>
            {words.say('editor.keep')}
          </button>
        )}
      </>
    );
  }
  return (
    <>
      {failed ? <Failed doing={failed} onRetry={retry} /> : null}
      <ListChosen macro={macro} meant={meant} takesIn={taken === macro.url} onChange={setMacro} onTakeIn={setTaken} onFindAnother={() => setFinding(true)} onDone={save} />
    </>
  );
}
