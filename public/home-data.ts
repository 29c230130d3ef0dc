import { announce, renewContent } from './content.js';
import { callApi } from './host.js';
import { saveFile } from './save-file.js';
import { tellChange } from './siblings.js';

const FILE = 'gitlab-for-confluence-my-data.json';

/** The buttons around what the app keeps of the viewer. */
export function hearOwnData(): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>('[data-own-data] [data-action]') : null;
    const action = button?.dataset.action;
    if (action === 'export') void act(button, download);
    else if (action === 'erase') ask(true);
    else if (action === 'erase-no') ask(false);
    else if (action === 'erase-yes') void act(button, erase);
  });
  document.addEventListener('keydown', ({ key, target }) => {
    if (key === 'Escape' && target instanceof Element && target.closest('#erase-question')) ask(false);
  });
}

/** Shows or hides the question whether all is to go; the focus follows. */
function ask(isOpen: boolean): void {
  const question = document.getElementById('erase-question');
  const opener = document.querySelector<HTMLElement>('[data-action="erase"]');
  if (!question || !opener) return;
  question.hidden = !isOpen;
  opener.setAttribute('aria-expanded', String(isOpen));
  (isOpen ? question : opener).focus();
}

/** One at a time; what goes wrong is told where the button is. */
async function act(button: HTMLButtonElement | null, work: (sentences: DOMStringMap) => Promise<void>): Promise<void> {
  const section = button?.closest<HTMLElement>('[data-own-data]');
  if (!button || !section || button.ariaDisabled === 'true') return;
  button.ariaDisabled = 'true';
  try {
    await work(section.dataset);
  } catch {
    say(section.dataset.sayFailed);
  } finally {
    button.ariaDisabled = null;
  }
}

async function download({ sayExported }: DOMStringMap): Promise<void> {
  const mine = await callApi('GET', '/api/home/mine');
  saveFile(FILE, 'application/json', `${JSON.stringify(mine, null, 2)}\n`);
  say(sayExported);
}

async function erase({ sayErased }: DOMStringMap): Promise<void> {
  await callApi('POST', '/api/home/erase', { body: {} });
  tellChange();
  await renewContent('person');
  say(sayErased);
  announce(sayErased ?? '');
}

function say(sentence: string | undefined): void {
  const line = document.querySelector<HTMLElement>('[data-own-message]');
  if (line) line.textContent = sentence ?? '';
}
