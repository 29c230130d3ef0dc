import { addressFor, fetchMain } from '../../public/content.js';
import { Refusal } from '../../public/host.js';
import { sentence } from '../../public/sentences.js';
import { contentAddress, type Place } from './place.js';
import { forgeSentence } from './words.js';

/** Puts what our server shows for that place into the frame; from then on it renews itself. Says so where it can't be had. */
export async function showContent(place: Pick<Place, 'module' | 'config'>): Promise<void> {
  const address = contentAddress(place);
  const waiting = emptyMain(place.module.look, address);
  waiting.setAttribute('aria-busy', 'true');
  waiting.append(line(sentence('loading'), 'quiet forge-waiting'));
  putInPlace(waiting);
  try {
    const main = await fetchMain(addressFor(address, 'first'));
    if (main) putInPlace(main);
    else throw new Error('no content came');
  } catch (error) {
    putInPlace(failedMain(place.module.look, address, error));
  }
}

/** Says why nothing can be shown, where there is no content to ask for. */
export function showProblem(text: string): void {
  const main = document.createElement('main');
  main.append(line(text, ''));
  putInPlace(main);
}

/** With the button that every frame's script knows: it asks for the content again. */
function failedMain(look: string, address: string, error: unknown): HTMLElement {
  const main = emptyMain(look, address);
  const box = document.createElement('div');
  box.className = look === 'inline' ? 'chip' : 'card notice';
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.action = 'retry';
  button.textContent = forgeSentence('tryAgain');
  box.append(line(sentenceOf(error), look === 'inline' ? 'chip-title' : ''), button);
  main.append(box);
  return main;
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Refusal)) return forgeSentence('unreachable');
  if (error.status === 401) return forgeSentence('reload');
  return error.message;
}

function emptyMain(look: string, address: string): HTMLElement {
  const main = document.createElement('main');
  main.className = look;
  main.dataset.fragment = address;
  return main;
}

function line(text: string, className: string): HTMLElement {
  const paragraph = document.createElement('p');
  paragraph.className = className;
  paragraph.textContent = text;
  return paragraph;
}

function putInPlace(main: HTMLElement): void {
  document.querySelector('.ac-content')?.replaceChildren(main);
  document.dispatchEvent(new Event('gitlab:content'));
}
