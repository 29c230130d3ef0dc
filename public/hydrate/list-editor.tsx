import { EditorHosting } from '../../views/editor/host.js';
import { ListEditor, type ListEditorProps } from '../../views/editor/list-editor.js';
import { hydratePage } from './page/hydrate-page.js';
import { macroDialog } from './page/macro-dialog.js';

function ListEditorInDialog(props: ListEditorProps) {
  return (
    <EditorHosting.Provider value={host}>
      <ListEditor {...props} />
    </EditorHosting.Provider>
  );
}

const host = macroDialog();
hydratePage(ListEditorInDialog);
