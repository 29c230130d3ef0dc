import { renewContent } from './content.js';

/** Addresses of pictures live for less than half an hour. */
const LIFE_MS = 25 * 60_000;

/** Fetches content anew where a picture that is scrolled to late has an address that has run out. */
export function renewPictures(): void {
  let since = performance.now();
  const onError = ({ target }: Event) => {
    if (!(target instanceof HTMLImageElement) || !target.matches('.picture') || performance.now() - since < LIFE_MS) return;
    since = performance.now();
    void renewContent('news');
  };
  document.addEventListener('error', onError, { capture: true });
}
