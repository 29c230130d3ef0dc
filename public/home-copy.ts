/** What is put on the clipboard, as text and, where it differs from that, as HTML. */
interface Content {
  readonly text: string;
  readonly html?: string;
}

/** Copies a row as what turns into a macro where it is pasted, or as a link. */
export function hearCopying(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-action^="copy-"]') : null;
    const link = button?.closest('[data-row]')?.querySelector<HTMLAnchorElement>('[data-title] a');
    if (button && link) void copyRow(button.dataset.action === 'copy-macro' ? 'macro' : 'link', link);
  });
}

async function copyRow(as: 'macro' | 'link', link: HTMLAnchorElement): Promise<void> {
  const done = await copy(as === 'macro' ? asMacro(link) : asLink(link));
  const { sayMacro, sayLink, sayFailed } = document.querySelector<HTMLElement>('[data-work]')?.dataset ?? {};
  const line = document.querySelector<HTMLElement>('[data-work-message]');
  if (line) line.textContent = (done ? (as === 'macro' ? sayMacro : sayLink) : sayFailed) ?? '';
}

/** The bare address: what Confluence's editor turns into the macro that the app has for it. */
function asMacro({ href }: HTMLAnchorElement): Content {
  return { text: href };
}

/** The editor looks at the text first, and would make a macro of an address that stands there alone. */
function asLink({ href, textContent }: HTMLAnchorElement): Content {
  const title = (textContent ?? '').trim();
  const element = document.createElement('a');
  element.href = href;
  element.textContent = title;
  return { text: `${title} ${href}`, html: element.outerHTML };
}

/** Frames of another site have the browser's own clipboard only where the page around them lets them have it. */
async function copy(content: Content): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem(blobsOf(content))]);
    return true;
  } catch {
    return copyByCommand(content);
  }
}

function blobsOf({ text, html }: Content): Record<string, Blob> {
  const blob = (type: string, content: string) => ({ [type]: new Blob([content], { type }) });
  return { ...blob('text/plain', text), ...(html === undefined ? {} : blob('text/html', html)) };
}

/** The older way, which a click allows everywhere. */
function copyByCommand({ text, html }: Content): boolean {
  let isTaken = false;
  const give = (event: ClipboardEvent) => {
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
    if (html !== undefined) event.clipboardData?.setData('text/html', html);
    isTaken = true;
  };
  document.addEventListener('copy', give, { once: true });
  try {
    return document.execCommand('copy') && isTaken;
  } catch {
    return false;
  } finally {
    document.removeEventListener('copy', give);
  }
}
