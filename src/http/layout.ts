import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Layout, type LayoutProps } from '../../views/layout.js';

/** A page's parts as they differ from one answer to the next; `main` is HTML in UTF-8, the others are text. */
export type LaidOut = Omit<LayoutProps, 'main' | 'assets' | 'base'> & { readonly main: Buffer };

const HOLES = ['title', 'locale', 'zone', 'nonce', 'main'] as const;

type Hole = (typeof HOLES)[number];

/** What a kind of page is put together from. */
type Piece = Buffer | Hole;

/** Pages around their `<main>`, as bytes. What stands around it is rendered once for each kind of page in each language, with holes in it. */
export interface PageLayout {
  whole(page: LaidOut): Buffer;
  /** The same without its `<main>`: what stands before it, and behind it. */
  around(page: Omit<LaidOut, 'main'>): { readonly before: Buffer; readonly after: Buffer };
}

export function createLayout(assets: string, base: string): PageLayout {
  const kinds = new Map<string, readonly Piece[]>();

  function pieces({ scripts, styles, bridge, resize, nonce, without, language, direction, languages, sentences }: Omit<LaidOut, 'main'>): readonly Piece[] {
    const kind = `${scripts.join()} ${styles?.join()} ${bridge} ${resize} ${nonce === ''} ${without} ${language}`;
    const known = kinds.get(kind);
    if (known) return known;
    const holes = { title: mark('title'), locale: mark('locale'), timeZone: mark('zone'), nonce: nonce && mark('nonce'), main: h('main', {}, mark('main')) };
    const html = renderToString(Layout({ scripts, styles, bridge, without, language, direction, languages, sentences, ...(resize === undefined ? {} : { resize }), ...holes, assets, base }));
    const made = `<!doctype html>${html}`.replace(`<main>${mark('main')}</main>`, mark('main')).split(MARK).map((piece) => (isHole(piece) ? piece : Buffer.from(piece)));
    kinds.set(kind, made);
    return made;
  }

  function fill(parts: readonly Piece[], page: Omit<LaidOut, 'main'>, main: Buffer): Buffer {
    const text = (plain: string) => Buffer.from(escapeText(plain));
    const inHoles: Readonly<Record<Hole, Buffer>> = { title: text(page.title), locale: text(page.locale), zone: text(page.timeZone), nonce: Buffer.from(page.nonce), main };
    return Buffer.concat(parts.map((piece) => (typeof piece === 'string' ? inHoles[piece] : piece)));
  }

  return {
    whole: (page) => fill(pieces(page), page, page.main),
    around(page) {
      const all = pieces(page);
      const middle = all.indexOf('main');
      return { before: fill(all.slice(0, middle), page, NOTHING), after: fill(all.slice(middle + 1), page, NOTHING) };
    },
  };
}

const NOTHING = Buffer.alloc(0);

const MARK = /\{\{(title|locale|zone|nonce|main)\}\}/;

const isHole = (piece: string): piece is Hole => HOLES.some((hole) => hole === piece);

const mark = (hole: Hole) => `{{${hole}}}`;

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
