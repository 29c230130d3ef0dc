/** Before Confluence says which colours it has: those that this browser had last (public/theming.ts). */
export function paintAsBefore(): void {
  try {
    const mode = localStorage.getItem('gitlab-for-confluence.color-mode');
    if (mode === 'dark') document.documentElement.dataset.colorMode = mode;
  } catch {
    // No storage here: it starts light.
  }
}
