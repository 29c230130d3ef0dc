import { theHost } from './host.js';

/** Follows Confluence's colours, and remembers whether they were light or dark for the first paint of the next frame. */
export async function followTheme(): Promise<void> {
  const root = document.documentElement;
  new MutationObserver(() => remember(root.dataset.colorMode)).observe(root, { attributeFilter: ['data-color-mode'] });
  await theHost().followTheme();
}

function remember(mode: string | undefined): void {
  try {
    localStorage.setItem('gitlab-for-confluence.color-mode', mode === 'dark' ? 'dark' : 'light');
  } catch {
    // No storage here: the next frame starts light.
  }
}
