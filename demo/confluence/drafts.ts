import { expressionOf } from './autoconvert.js';
import type { Installation } from './installations.js';
import type { MacroUse, SitePage } from './pages.js';
import { storedMacro, storageOf } from './storage-format.js';
import { storedPieces } from './stored-pieces.js';
import { randomUUID } from 'node:crypto';

/** What somebody does to a page in the editor. */
export type DraftEdit =
  | { readonly insert: { readonly macro: string; readonly params: Readonly<Record<string, string>> } }
  /** `index` counts the page's macros. */
  | { readonly replace: { readonly index: number; readonly params: Readonly<Record<string, string>> } }
  | { readonly remove: { readonly index: number } }
  | { readonly paste: string };

/** The page's draft after an edit, in storage format. What is inserted or pasted stands at the end. */
export function editDraft(storage: string, edit: DraftEdit, installations: readonly Installation[]): string {
  if ('insert' in edit) return storage + inserted(edit.insert, installations);
  if ('paste' in edit) return storage + pasted(edit.paste, installations);
  const index = 'replace' in edit ? edit.replace.index : edit.remove.index;
  const piece = storedPieces(storage).filter((each) => each.is === 'macro')[index];
  if (!piece) return storage;
  const next = 'replace' in edit ? storedMacro({ macro: piece.use.macro, params: edit.replace.params }, piece.id ?? randomUUID()) : '';
  return storage.slice(0, piece.from) + next + storage.slice(piece.to);
}

/** A page's text before anybody edits it. */
export function draftOf(page: SitePage): string {
  return storageOf(page);
}

function inserted(use: MacroUse, installations: readonly Installation[]): string {
  const stored = storedMacro(use, randomUUID());
  const module = installations.flatMap(macrosOfApp).find(({ key }) => key === use.macro);
  return module?.outputType === 'inline' ? `<p>${stored}</p>` : stored;
}

/** A link becomes the macro whose pattern takes it, and else stays a link. https://developer.atlassian.com/cloud/confluence/macro-autoconvert-with-confluence-connect/ */
function pasted(url: string, installations: readonly Installation[]): string {
  const macro = installations.flatMap(macrosOfApp).find(({ autoconvert }) => autoconvert?.matchers.some(({ pattern }) => expressionOf(pattern).test(url)));
  if (macro?.autoconvert) return inserted({ macro: macro.key, params: { [macro.autoconvert.urlParameter]: url } }, installations);
  const text = url.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
  return `<p><a href="${text}">${text}</a></p>`;
}

const macrosOfApp = ({ descriptor }: Installation) => descriptor.modules.dynamicContentMacros ?? [];
