import { announce } from './content.js';
import { callApi } from './host.js';
import { saveFile } from './save-file.js';

/** Spreadsheets take a text for UTF-8 only where it begins so. */
const BEGINNING = '\ufeff';

/** Buttons that give a list as a file. */
export function hearAdminFiles(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>('[data-admin-file]') : null;
    if (button && button.ariaDisabled !== 'true') void download(button);
  });
}

async function download(button: HTMLButtonElement): Promise<void> {
  button.ariaDisabled = 'true';
  try {
    const text = await callApi('GET', button.dataset.adminFile ?? '');
    saveFile(button.dataset.fileName ?? 'list.csv', 'text/csv;charset=utf-8', `${BEGINNING}${String(text)}`);
  } catch (error) {
    const line = document.querySelector<HTMLElement>('[data-admin-message]');
    const text = error instanceof Error ? error.message : String(error);
    if (line) line.textContent = text;
    announce(text);
  } finally {
    button.ariaDisabled = null;
  }
}
