import type { EditorHost } from '../../../views/editor/host.js';
import type { MacroParameters } from '../../../views/editor/link-macro.js';
import { hearActions } from '../../actions.js';
import { bridge, type Bridge } from '../../bridge.js';
import { fetchMain } from '../../content.js';
import { drawDiagrams } from '../../diagrams.js';
import { callApi } from '../../host.js';
import { showMore } from '../../more.js';
import { sortList } from '../../sort.js';
import { hearChanges } from '../../siblings.js';
import { authorPage } from './author-page.js';

/** What of Atlassian's bridge a macro's editor uses: https://developer.atlassian.com/cloud/confluence/jsapi/confluence/ */
interface EditorBridge extends Bridge {
  readonly confluence: {
    getMacroData(callback: (parameters: Record<string, unknown> | undefined) => void): void;
    saveMacro(parameters: MacroParameters, body?: string): void;
    closeMacroEditor(): void;
  };
  readonly dialog: {
    disableCloseOnSubmit(): void;
    getButton(name: 'submit'): { enable(): void; disable(): void };
  };
}

const editorBridge = async () => (await bridge()) as EditorBridge;

/** The dialog that Confluence opens for a macro, and what may be done in it. */
export function macroDialog(): EditorHost {
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  hearChanges(tell);
  hearActions({ renew: tell, showMore: (button) => void showMore(button), sortList: (button) => void sortList(button) });
  return {
    ask: (path, body) => (body ? callApi('POST', path, { body }) : callApi('GET', path)),
    async draw(path) {
      const main = await fetchMain(path);
      if (!main) throw new Error('Nothing came back to be shown.');
      return { outcome: main.dataset.outcome ?? '', html: main.innerHTML };
    },
    settle() {
      if (document.querySelector('[data-diagram]')) drawDiagrams();
    },
    macro: {
      async read() {
        const { confluence } = await editorBridge();
        return new Promise((resolve) => confluence.getMacroData((parameters) => resolve(textsOf(parameters))));
      },
      async save(parameters) {
        const { confluence } = await editorBridge();
        confluence.saveMacro(parameters);
        confluence.closeMacroEditor();
      },
      allow(possible) {
        void editorBridge().then(({ dialog }) => dialog.getButton('submit')[possible ? 'enable' : 'disable'](), () => undefined);
      },
      onSubmit(listener) {
        void editorBridge().then(({ dialog, events }) => {
          dialog.disableCloseOnSubmit();
          events?.on('dialog.submit', listener);
        }, () => undefined);
      },
    },
    page: authorPage(),
    onLinkChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Others may have stored more than text. */
function textsOf(parameters: Record<string, unknown> | undefined): MacroParameters {
  return Object.fromEntries(Object.entries(parameters ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}
