import type { ComponentType, VNode } from 'preact';
import type { InstanceChoice } from '../../views/editor/answer.js';
import { LinkEditor, type LinkEditorProps } from '../../views/editor/link-editor.js';
import { ListEditor } from '../../views/editor/list-editor.js';
import { Interactive } from '../../views/parts/interactive.js';
import type { Messages } from '../../views/words/words.js';
import { createAsViewer, type Viewers } from '../accounts/viewer.js';
import type { ConnectHandler } from '../connect/caller.js';
import type { GitLab } from '../gitlab/gitlab.js';
import { instanceName } from '../gitlab/instance.js';
import type { Pages } from '../http/pages.js';
import type { Sites } from '../sites/site.js';
import type { Languages } from '../words/languages.js';
import { createFind, type Find } from './find.js';
import { createListFind, type ListFind } from './list-find.js';
import { createListMeaning } from './list-meaning.js';
import { createMeaning } from './meaning.js';
import { createMeanings } from './meanings.js';

/** Handlers of the macros' editors; each expects a verified caller. */
export interface Editor {
  /** Whole pages: a dialog's content. */
  readonly link: ConnectHandler;
  readonly inline: ConnectHandler;
  readonly list: ConnectHandler;
  readonly find: Find;
  readonly listFind: ListFind;
  /** What an address is to the macros that show one thing, and to the one that lists. */
  readonly meaning: ConnectHandler;
  readonly meanings: ConnectHandler;
  readonly listMeaning: ConnectHandler;
}

export interface EditorParts {
  readonly gitlab: Pick<GitLab, 'load' | 'finder'>;
  readonly sites: Pick<Sites, 'of'>;
  readonly viewers: Viewers;
  readonly pages: Pick<Pages, 'frame'>;
  readonly languages: Languages;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** What a dialog's view needs in the browser, beside what all of them do. */
interface DialogFiles {
  readonly script: string;
  readonly styles: readonly string[];
  readonly areas: readonly (keyof Messages)[];
}

/** The dialogs in which authors choose what a macro shows, and what these ask. */
export function createEditor({ gitlab, sites, viewers, pages, languages, clock }: EditorParts): Editor {
  const asAuthor = createAsViewer({ viewers, clock });

  function dialog<Props extends object>(View: ComponentType<Props>, props: (instances: readonly InstanceChoice[]) => Props, { script, styles, areas }: DialogFiles): ConnectHandler {
    return async (caller, req, res) => {
      const words = languages.wordsOf(req, caller);
      const site = await sites.of(caller.tenant);
      const instances = site.instances.map((instance) => ({ id: instance.id, name: instanceName(instance), baseUrl: instance.baseUrl }));
      const main: VNode = (
        <main class="page editor" data-outcome="shown">
          <Interactive View={View} props={props(instances)} words={words} messages={languages.messages(words.language)} areas={areas} />
        </main>
      );
      pages.frame(res, caller.tenant, { title: words.say('editor.title'), outcome: 'shown', main, words, scripts: [script], styles: ['editor.css', 'editor-preview.css', ...styles], resize: false });
    };
  }
  const linkDialog = (kind: LinkEditorProps['kind']) => dialog(LinkEditor, (instances) => ({ instances, kind }), { script: 'link-editor.js', styles: ['editor-conversion.css'], areas: ['editor', 'conversion', 'linking'] });

  return {
    link: linkDialog('link'),
    inline: linkDialog('inline'),
    list: dialog(ListEditor, (instances) => ({ instances }), { script: 'list-editor.js', styles: ['list-editor.css'], areas: ['editor', 'linking'] }),
    find: createFind({ gitlab, sites, asAuthor }),
    listFind: createListFind({ gitlab, sites, asAuthor }),
    meaning: createMeaning({ gitlab, sites, asAuthor }),
    meanings: createMeanings(sites),
    listMeaning: createListMeaning(sites),
  };
}
