import { showFrame } from './frames.js';

/** The buttons that edit or insert a macro open its form in a dialog. */
export function listenToConfigure() {
  const dialog = document.querySelector('#macro-config');
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-configure]');
    if (!button) return;
    dialog.replaceChildren();
    dialog.dataset.title = button.getAttribute('aria-label');
    dialog.setAttribute('aria-label', dialog.dataset.title);
    showFrame(dialog, JSON.parse(button.dataset.configure), dialog);
    dialog.showModal();
  });
}
