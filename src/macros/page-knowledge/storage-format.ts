import { keyOfMacro, pageMacro, type PageMacro } from './page-macros.js';
import { readElements, type ElementListener } from './storage-elements.js';

/** Of one page. More frames than this nobody reads. */
export const MOST_MACROS = 200;
const MOST_DEPTH = 100;
const MOST_VALUE = 4_096;

/**
 * Our macros in a page's storage format, each that shows something else once, in reading order, 200 at most. Total: what is no
 * storage format holds none. https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html
 */
export async function macrosInStorage(storage: string): Promise<readonly PageMacro[]> {
  const found = new Map<string, PageMacro>();
  await readElements(storage, macroListener((key, parameters) => {
    const macro = pageMacro(key, parameters);
    if (macro && found.size < MOST_MACROS) found.set(keyOfMacro(macro), macro);
  }));
  return [...found.values()];
}

interface OpenMacro {
  readonly key: string;
  readonly parameters: Record<string, string>;
}

/** Tells each macro when it closes. What stands in a macro's plain text, such as a sample of code, is no macro. */
function macroListener(onMacro: (key: string, parameters: Readonly<Record<string, string>>) => void): ElementListener {
  const open: OpenMacro[] = [];
  /** How many are open beyond the depth that is looked at. */
  let deeper = 0;
  let parameter: { readonly name: string; value: string } | undefined;
  let plainText = false;

  function openMacro(key: string): void {
    if (open.length < MOST_DEPTH) open.push({ key, parameters: {} });
    else deeper += 1;
  }

  function closeMacro(): void {
    parameter = undefined;
    if (deeper > 0) return void (deeper -= 1);
    const macro = open.pop();
    if (macro) onMacro(macro.key, macro.parameters);
  }

  function closeParameter(): void {
    const macro = deeper > 0 ? undefined : open.at(-1);
    if (macro && parameter) macro.parameters[parameter.name] = parameter.value.trim();
    parameter = undefined;
  }

  return {
    opened(element, attributes) {
      if (plainText) return;
      const name = attributes['ac:name'] ?? '';
      if (element === 'ac:structured-macro') openMacro(name);
      else if (element === 'ac:parameter') parameter = { name, value: '' };
      else if (element === 'ri:url' && parameter) parameter.value = attributes['ri:value'] ?? '';
      else if (element === 'ac:plain-text-body') plainText = true;
    },
    closed(element) {
      if (element === 'ac:plain-text-body') plainText = false;
      else if (plainText) return;
      else if (element === 'ac:structured-macro') closeMacro();
      else if (element === 'ac:parameter') closeParameter();
    },
    text(text) {
      if (parameter && parameter.value.length + text.length <= MOST_VALUE) parameter.value += text;
    },
  };
}
