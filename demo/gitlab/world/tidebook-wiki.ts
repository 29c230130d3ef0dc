import type { WikiPage } from './model.js';

/** What the print shop has to know. */
export const tidebookWiki: WikiPage[] = [
  { slug: 'home', title: 'home', content: '# Tidebook\n\nHow the book is made:\n\n1. Wait for the forecast of the year\n2. `npm run book`\n3. Bring it to the [print shop](/harbourlight/tidebook/-/wikis/printing/paper)\n' },
  {
    slug: 'printing/paper',
    title: 'Paper',
    content: '## Which paper\n\n| Place | Weight |\n|---|---|\n| Cover | 250 g |\n| Pages | 120 g |\n\n- [x] Ask the shop\n- [ ] Try it in the rain, see #1\n',
  },
];
