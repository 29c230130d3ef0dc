import { macroId, parametersOf, type Block, type MacroUse, type SitePage } from './pages.js';

/**
 * A page as Confluence stores it: XHTML with elements of its own for macros.
 * https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html
 */
export function storageOf(page: SitePage): string {
  if (page.storage !== undefined) return page.storage;
  let position = -1;
  const macro = (use: MacroUse) => storedMacro(use, macroId(page, use, (position += 1)));
  const block = (part: Block): string => {
    if ('html' in part) return part.html;
    if ('macro' in part) return macro(part);
    return `<p>${part.paragraph.map((piece) => (typeof piece === 'string' ? escape(piece) : macro(piece))).join('')}</p>`;
  };
  return page.blocks.map(block).join('');
}

/** A macro as an element. */
export function storedMacro(use: MacroUse, id: string): string {
  const parameters = Object.entries(parametersOf(use)).map(([name, value]) => `<ac:parameter ac:name="${escape(name)}">${storedValue(name, value)}</ac:parameter>`);
  return `<ac:structured-macro ac:name="${escape(use.macro)}" ac:schema-version="1" ac:macro-id="${id}">${parameters.join('')}</ac:structured-macro>`;
}

/** A parameter of the type `url` is an element. */
function storedValue(name: string, value: string): string {
  return name === 'url' ? `<ri:url ri:value="${escape(value)}" />` : escape(value);
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
