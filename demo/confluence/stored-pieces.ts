import { Parser } from 'htmlparser2';
import { LRUCache } from 'lru-cache';
import type { MacroUse } from './pages.js';

/** A stored page as it follows on itself: markup as it was written, and the macros that stand outermost in it. */
export type StoredPiece =
  | { readonly is: 'markup'; readonly from: number; readonly to: number }
  | { readonly is: 'macro'; readonly from: number; readonly to: number; readonly use: MacroUse; readonly id: string | undefined };

interface OpenMacro {
  readonly from: number;
  readonly name: string;
  readonly id: string | undefined;
  readonly depth: number;
  readonly params: Record<string, string>;
}

const MACRO = 'ac:structured-macro';

const known = new LRUCache<string, readonly StoredPiece[]>({ max: 100 });

/** Where a page in storage format holds macros; positions are those of the text. Of the same text these are the same objects. */
export function storedPieces(storage: string): readonly StoredPiece[] {
  const pieces = known.get(storage) ?? cut(storage);
  known.set(storage, pieces);
  return pieces;
}

function cut(storage: string): readonly StoredPiece[] {
  const pieces: StoredPiece[] = [];
  let end = 0;
  for (const macro of storedMacros(storage)) {
    if (macro.from > end) pieces.push({ is: 'markup', from: end, to: macro.from });
    pieces.push(macro);
    end = macro.to;
  }
  if (end < storage.length) pieces.push({ is: 'markup', from: end, to: storage.length });
  return pieces;
}

function storedMacros(storage: string): Extract<StoredPiece, { is: 'macro' }>[] {
  const found: Extract<StoredPiece, { is: 'macro' }>[] = [];
  let depth = 0;
  let open: OpenMacro | undefined;
  let parameter: string | undefined;
  const add = (text: string) => {
    if (open && parameter !== undefined) open.params[parameter] = (open.params[parameter] ?? '') + text;
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (!open && name === MACRO) open = { from: parser.startIndex, name: attributes['ac:name'] ?? '', id: attributes['ac:macro-id'], depth, params: {} };
        else if (open && name === 'ac:parameter' && depth === open.depth + 1) parameter = attributes['ac:name'];
        else if (name === 'ri:url') add(attributes['ri:value'] ?? '');
      },
      ontext: add,
      onclosetag(name) {
        if (open && name === MACRO && depth === open.depth) {
          found.push({ is: 'macro', from: open.from, to: parser.endIndex + 1, use: { macro: open.name, params: open.params }, id: open.id });
          open = undefined;
        } else if (name === 'ac:parameter') {
          parameter = undefined;
        }
        depth -= 1;
      },
    },
    { xmlMode: true },
  );
  parser.end(storage);
  return found;
}

/** Draws a stored page: its markup as it is, with what `draw` makes of each macro in its place. */
export function drawStored(storage: string, draw: (use: MacroUse) => string): string {
  return storedPieces(storage).map((piece) => (piece.is === 'macro' ? draw(piece.use) : storage.slice(piece.from, piece.to))).join('');
}
