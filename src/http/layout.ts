import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Layout, type LayoutProps } from '../../views/layout.js';

/** A page's parts as they differ from one answer to the next; `main` is HTML, the others are text. */
export type LaidOut = Omit<LayoutProps, 'main' | 'assets' | 'base'> & { readonly main: string };

type Hole = 'title' | 'nonce' | 'main';

/** A whole page around its `<main>`. What stands around it is rendered once for each kind of page, with holes in it. */
export function createLayout(assets: string, base: string): (page: LaidOut) => string {
  const kinds = new Map<string, readonly string[]>();

  function pieces({ scripts, bridge, resize, nonce, without }: LaidOut): readonly string[] {
    const kind = `${scripts.join()} ${bridge} ${resize} ${nonce === ''} ${without}`;
    const known = kinds.get(kind);
    if (known) return known;
    const holes = { title: mark('title'), nonce: nonce && mark('nonce'), main: h('main', {}, mark('main')) };
    const html = renderToString(Layout({ scripts, bridge, without, ...(resize === undefined ? {} : { resize }), ...holes, assets, base }));
    const made = `<!doctype html>${html}`.replace(`<main>${mark('main')}</main>`, mark('main')).split(MARK);
    kinds.set(kind, made);
    return made;
  }

  return (page) => {
    const fill: Readonly<Record<string, string>> = { title: escapeText(page.title), nonce: page.nonce, main: page.main } satisfies Record<Hole, string>;
    let html = '';
    let isHole = false;
    // Every second piece is the name of a hole.
    for (const piece of pieces(page)) {
      html += isHole ? fill[piece] : piece;
      isHole = !isHole;
    }
    return html;
  };
}

const MARK = /\{\{(title|nonce|main)\}\}/;

const mark = (hole: Hole) => `{{${hole}}}`;

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
