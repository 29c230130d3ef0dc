/**
 * Whoever opens a sentence for somebody else has it copied. A frame of another origin may write to the clipboard only where the page
 * around it allows that; elsewhere the sentence is marked, for the reader to copy.
 */
export function copyRequests(): void {
  document.addEventListener(
    'toggle',
    ({ target }) => {
      if (target instanceof HTMLDetailsElement && target.open && target.matches('[data-request]')) void copy(target);
    },
    // This event does not rise.
    { capture: true },
  );
}

async function copy(request: HTMLElement): Promise<void> {
  const text = request.querySelector<HTMLElement>('[data-request-text]');
  const message = request.querySelector<HTMLElement>('[data-request-message]');
  if (!text || !message) return;
  try {
    await navigator.clipboard.writeText(text.textContent?.trim() ?? '');
    message.textContent = message.dataset.copied ?? '';
  } catch {
    getSelection()?.selectAllChildren(text);
    message.textContent = message.dataset.marked ?? '';
  }
}
