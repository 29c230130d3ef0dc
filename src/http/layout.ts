import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Layout, type LayoutProps } from '../../views/layout.js';

/** A page's parts as they differ from one answer to the next; `main` is HTML in UTF-8, the others are text. */
export type LaidOut = Omit<LayoutProps, 'main' | 'assets' | 'base'> & { readonly main: Buffer };

const HOLES = ['title', 'nonce', 'main'] as const;

type Hole = (typeof HOLES)[number];

/** What a kind of page is put together from. */
type Piece = Buffer | Hole;

/** A whole page around its `<main>`, as bytes. What stands around it is rendered once for each kind of page, with holes in it. */
export function createLayout(assets: string, base: string): (page: LaidOut) => Buffer {
  const kinds = new Map<string, readonly Piece[]>();

  function pieces({ scripts, bridge, resize, nonce, without }: LaidOut): readonly Piece[] {
    const kind = `${scripts.join()} ${bridge} ${resize} ${nonce === ''} ${without}`;
    const known = kinds.get(kind);
    if (known) return known;
    const holes = { title: mark('title'), nonce: nonce && mark('nonce'), main: h('main', {}, mark('main')) };
    const html = renderToString(Layout({ scripts, bridge, without, ...(resize === undefined ? {} : { resize }), ...holes, assets, base }));
    const made = `<!doctype html>${html}`.replace(`<main>${mark('main')}</main>`, mark('main')).split(MARK).map((piece) => (isHole(piece) ? piece : Buffer.from(piece)));
    kinds.set(kind, made);
    return made;
  }

  return (page) => {
    const fill: Readonly<Record<Hole, Buffer>> = { title: Buffer.from(escapeText(page.title)), nonce: Buffer.from(page.nonce), main: page.main };
    return Buffer.concat(pieces(page).map((piece) => (typeof piece === 'string' ? fill[piece] : piece)));
  };
}

const MARK = /\{\{(title|nonce|main)\}\}/;

const isHole = (piece: string): piece is Hole => HOLES.some((hole) => hole === piece);

const mark = (hole: Hole) => `{{${hole}}}`;

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
