import type { Assumption } from './assumption.js';

/** What is relied on of Confluence’s page editor, where links become macros, and was never tried on a real site. */
export const ABOUT_PAGE_EDITOR = [
  {
    id: 'editor-names-page',
    about: 'site',
    claim: 'The dialog of a macro’s editor is told which page is edited (AP.context.getContext, or else AP.navigator.getLocation).',
    fallback: 'The dialog does not offer to turn links of the page into macros.',
    usedIn: ['public/hydrate/page/author-page.ts'],
    check: {
      by: 'person',
      steps: ['Edit a published page that has a link to something in GitLab.', 'Type /gitlab, and choose GitLab.'],
      question: 'Does the dialog have the button “Links on this page”?',
    },
  },
  {
    id: 'author-session-writes',
    about: 'site',
    claim: 'What AP.request asks is done by the author’s own session as far as the app’s scopes reach, and WRITE covers storing a page.',
    fallback: 'The dialog says that Confluence does not let the page be changed, and nothing is.',
    usedIn: ['src/connect/confluence-calls.ts', 'views/editor/conversion/stored-page.ts'],
    check: {
      by: 'person',
      steps: ['In that dialog open “Links on this page”, and make macros of the links.', 'Look at the page’s version history.'],
      question: 'Is there a new version in your own name?',
    },
  },
  {
    id: 'page-stored-as-written',
    about: 'site',
    claim: 'A page that is stored in storage format is, but for what was changed in it, the page that was read.',
    fallback: 'None: what Confluence changes besides is in the page’s version history, and Undo or the version from before brings it back.',
    usedIn: ['views/editor/conversion/convert.ts'],
    check: {
      by: 'person',
      steps: ['Do the same on a page with a table, a picture, a mention, an inline comment and a layout.', 'Compare the two versions in the page’s version history.'],
      question: 'Do the links differ, and nothing else?',
    },
  },
  {
    id: 'draft-told',
    about: 'site',
    claim: 'Confluence tells an author’s session what is edited and not published of a page (get-draft).',
    fallback: 'The dialog says that it does not know, and asks the author to publish first.',
    usedIn: ['views/editor/conversion/draft.ts'],
    check: {
      by: 'person',
      steps: ['Edit a published page that has a link to something in GitLab: add a word, wait until Confluence says that it has saved, and publish nothing.', 'Type /gitlab, choose GitLab, and open “Links on this page”.'],
      question: 'Does it say that the page has edits that are not published?',
    },
  },
  {
    id: 'open-editor-follows',
    about: 'site',
    claim: 'An editor that is reloaded shows what was published meanwhile, where nobody had edits of their own.',
    fallback: 'The dialog says what publishing an editor from before could bring back; the version with the macros is in the page’s version history.',
    usedIn: ['views/editor/conversion/conversion-done.tsx'],
    check: {
      by: 'person',
      steps: ['Edit a published page that has a link to something in GitLab, and make a macro of it under “Links on this page”.', 'Press “Reload the editor”.'],
      question: 'Does the editor show the macro in the link’s place?',
    },
  },
] as const satisfies readonly Assumption[];
