import { EditorHosting } from '../../views/editor/host.js';
import { LinkEditor, type LinkEditorProps } from '../../views/editor/link-editor.js';
import { hydratePage } from './page/hydrate-page.js';
import { macroDialog } from './page/macro-dialog.js';

function LinkEditorInDialog(props: LinkEditorProps) {
  return (
    <EditorHosting.Provider value={host}>
      <LinkEditor {...props} />
    </EditorHosting.Provider>
  );
}

const host = macroDialog();
hydratePage(LinkEditorInDialog);
