import { setImmediate } from 'node:timers/promises';
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

/** Hears what an XML text holds, in its order. Nothing says that what opens is closed. */
export interface ElementListener {
  /** Attributes by their name as written, those in `ATTRIBUTES` alone. */
  opened(element: string, attributes: Readonly<Record<string, string>>): void;
  closed(element: string): void;
  text(text: string): void;
}

/** Characters that are read at a time; then other requests get their turn. */
const TURN = 32_768;
const ATTRIBUTES: ReadonlySet<string> = new Set(['ac:name', 'ri:value']);
const MOST_VALUE = 4_096;

/**
 * Reads `xml` to its end whatever it is; the time that takes grows with its length alone, and others work in between.
 * It knows XML's own entities: of others the text stays as written.
 */
export async function readElements(xml: string, listener: ElementListener): Promise<void> {
  // Not this package's parser: it keeps what is open in a list whose every change costs as much as the list is long.
  const tokenizer = new Tokenizer({ xmlMode: true }, callbacks(xml, listener));
  for (let at = 0; at < xml.length; at += TURN) {
    if (at > 0) await setImmediate();
    tokenizer.write(xml.slice(at, at + TURN));
  }
  tokenizer.end();
}

/** Positions count from the beginning of the whole text, however it is handed out. */
function callbacks(xml: string, listener: ElementListener): TokenizerCallbacks {
  let element = '';
  let attribute = '';
  let attributes: Record<string, string> = {};
  const addValue = (text: string) => {
    const value = attributes[attribute];
    if (value !== undefined && value.length + text.length <= MOST_VALUE) attributes[attribute] = value + text;
  };
  const nothing = () => undefined;
  return {
    onopentagname(start, end) {
      element = xml.slice(start, end);
      attributes = {};
    },
    onattribname(start, end) {
      attribute = xml.slice(start, end);
      if (ATTRIBUTES.has(attribute)) attributes[attribute] = '';
    },
    onattribdata: (start, end) => addValue(xml.slice(start, end)),
    onattribentity: (codepoint) => addValue(String.fromCodePoint(codepoint)),
    onopentagend: () => listener.opened(element, attributes),
    onselfclosingtag() {
      listener.opened(element, attributes);
      listener.closed(element);
    },
    onclosetag: (start, end) => listener.closed(xml.slice(start, end).trim()),
    ontext: (start, end) => listener.text(xml.slice(start, end)),
    ontextentity: (codepoint) => listener.text(String.fromCodePoint(codepoint)),
    oncdata: (start, end, offset) => listener.text(xml.slice(start, end - offset)),
    onattribend: nothing,
    oncomment: nothing,
    ondeclaration: nothing,
    onprocessinginstruction: nothing,
    onend: nothing,
  };
}
