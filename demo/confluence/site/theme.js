/** The button that turns the site light or dark; the bridge sees the change of `data-color-mode` and tells the apps' frames. */
export function listenToThemeSwitch() {
  document.querySelector('[data-action="toggle-theme"]').addEventListener('click', () => {
    const root = document.documentElement;
    const mode = root.dataset.colorMode === 'dark' ? 'light' : 'dark';
    root.dataset.colorMode = mode;
    document.cookie = `stand-in-confluence-theme=${mode}; path=/; SameSite=Lax`;
  });
}
