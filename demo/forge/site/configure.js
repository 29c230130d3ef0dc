import { showFrame } from './frames.js';

/** The buttons that edit or insert a macro open its form in a dialog. */
export function listenToConfigure() {
  const dialog = document.querySelector('#macro-config');
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-configure]');
    if (!button) return;
    const heading = document.createElement('h2');
    heading.textContent = button.getAttribute('aria-label');
    dialog.replaceChildren(heading);
    dialog.dataset.title = heading.textContent;
    dialog.setAttribute('aria-label', heading.textContent);
    showFrame(dialog, JSON.parse(button.dataset.configure), dialog);
    dialog.showModal();
  });
}
