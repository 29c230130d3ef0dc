import { escapeHtml, startTag } from './html.js';

/** What is written in the place of one foreign element. */
export type Replacement =
  /** An element of ours around its content. */
  | { readonly tag: string; readonly attributes?: Readonly<Record<string, string | undefined>> | undefined }
  /** What `finish` makes of its content, as our HTML and as plain text. */
  | { readonly finish: (content: string, text: string) => string }
  /** Its content alone, or nothing at all. */
  | 'content'
  | 'nothing';

/** What is written aside until its element ends. */
interface Aside {
  html: string;
  text: string;
  readonly finish: (content: string, text: string) => string;
}

interface Open {
  readonly end: string;
  readonly aside: Aside | undefined;
  readonly silent: boolean;
  readonly onEnd: (() => void) | undefined;
}

/** Writes well-formed HTML: every tag that is begun is ended, and text is escaped. */
export interface Writer {
  begin(replacement: Replacement, onEnd?: () => void): void;
  /** Ends what was begun last. */
  end(): void;
  text(text: string): void;
  /** HTML of ours. */
  html(html: string): void;
  /** Ends all that is open. */
  finish(): string;
}

/** Elements of ours within each other; deeper ones lose their tag. */
const MAX_DEPTH = 60;

export function createWriter(): Writer {
  const stack: Open[] = [];
  const root: Aside = { html: '', text: '', finish: (content) => content };
  const targets: Aside[] = [root];
  let depth = 0;
  let silent = 0;

  const target = () => targets.at(-1) ?? root;
  function open(replacement: Replacement, onEnd: (() => void) | undefined): Open {
    if (replacement === 'nothing') return { end: '', aside: undefined, silent: true, onEnd };
    if (replacement === 'content') return { end: '', aside: undefined, silent: false, onEnd };
    if ('finish' in replacement) return { end: '', aside: { html: '', text: '', finish: replacement.finish }, silent: false, onEnd };
    if (depth >= MAX_DEPTH) return { end: '', aside: undefined, silent: false, onEnd };
    html(startTag(replacement.tag, replacement.attributes));
    depth += 1;
    return { end: `</${replacement.tag}>`, aside: undefined, silent: false, onEnd };
  }
  function html(piece: string): void {
    if (silent === 0) target().html += piece;
  }
  function end(): void {
    const closed = stack.pop();
    if (!closed) return;
    if (closed.silent) silent -= 1;
    if (closed.end !== '') {
      depth -= 1;
      html(closed.end);
    }
    if (closed.aside) {
      targets.pop();
      const { html: content, text, finish } = closed.aside;
      if (silent === 0) target().text += text;
      html(finish(content, text));
    }
    closed.onEnd?.();
  }
  return {
    begin(replacement, onEnd) {
      const opened = open(replacement, onEnd);
      if (opened.silent) silent += 1;
      if (opened.aside) targets.push(opened.aside);
      stack.push(opened);
    },
    end,
    text(text) {
      if (silent > 0) return;
      target().text += text;
      html(escapeHtml(text));
    },
    html,
    finish() {
      while (stack.length > 0) end();
      return root.html;
    },
  };
}
