import { renewContent } from './content.js';
import { useListener, type Listener } from './listener.js';
import { rewriteTimes } from './times.js';
import { spokenTo } from '../views/words/spoken.js';

let renewed = false;

/**
 * Has this frame speak to its viewer in their way: where it came in another language its content is fetched anew, once; where only
 * times are another's, they are written anew in place.
 */
export function speakTo(listener: Listener): void {
  useListener(listener);
  const { lang, dataset } = document.documentElement;
  const { language, locale } = spokenTo(listener.locale, (dataset.languages ?? '').split(' '));
  if (language !== lang) {
    if (!renewed) void renewContent('first');
    renewed = true;
  } else if (locale !== dataset.locale || listener.zone !== dataset.zone) {
    rewriteTimes(locale, listener.zone);
  }
}
