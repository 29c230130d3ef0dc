import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../parts/icon.js';
import { useWords } from '../../words/context.js';
import type { Words } from '../../words/words.js';
import { Preview, useDrawing } from '../preview.js';
import { stretchOf, type Change } from './changes.js';
import type { FoundLink } from './found-links.js';

export interface ConversionRowProps extends Change {
  /** Unique on the page: its fields are named by it. */
  readonly index: number;
  readonly wanted: boolean;
  readonly onChange: (change: { readonly to?: Change['to']; readonly wanted?: boolean }) => void;
}

/** One link: what it is, what it becomes, how readers will see that, and whether it is to be. */
export function ConversionRow({ index, link, to, wanted, onChange }: ConversionRowProps): VNode {
  const words = useWords();
  const row = useRef<HTMLLIElement>(null);
  const isNear = useNear(row);
  const drawn = useDrawing(isNear ? previewPath({ link, to }) : '');
  const ways = (['block', 'inline'] as const).filter((way) => stretchOf({ link, to: way }));
  return (
    <li ref={row} class="conversion-row">
      <div class="conversion-now">
        <label class="tick">
          <input type="checkbox" checked={wanted} aria-describedby={`conversion-${index}`} onChange={(event) => onChange({ wanted: event.currentTarget.checked })} />
          <span>{nameOf(words, link)}</span>
        </label>
        <div id={`conversion-${index}`} class="conversion-facts">
          <small class="conversion-url">{link.url}</small>
          {lossesOf(words, { link, to }).map((sentence) => (
            <small class="conversion-lost">
              <Icon name="incident" /> {sentence}
            </small>
          ))}
        </div>
        {ways.length > 1 ? (
          <fieldset class="field conversion-ways">
            <legend>{words.say('conversion.becomes')}</legend>
            {ways.map((way) => (
              <label class="tick">
                <input type="radio" name={`becomes-${index}`} value={way} checked={way === to} onChange={() => onChange({ to: way })} />
                <span>{words.say(way === 'block' ? 'conversion.block' : 'conversion.inline')}</span>
              </label>
            ))}
          </fieldset>
        ) : (
          <p class="conversion-way">{words.say(to === 'block' ? 'conversion.onlyBlock' : 'conversion.onlyInline')}</p>
        )}
      </div>
      {/* A form of its own keeps the preview's radio buttons apart from those of the others. */}
      <form class="conversion-preview" aria-label={words.say('conversion.preview', { number: index + 1 })} tabIndex={0} onSubmit={(event) => event.preventDefault()}>
        <Preview {...drawn} look={to} quiet />
      </form>
    </li>
  );
}

function nameOf(words: Words, { is, name, url }: FoundLink): string {
  if (is === 'macro') return words.say('conversion.macro', { name });
  if (is === 'smart-link') return words.say('conversion.smartLink');
  return name === '' || name === url ? words.say('conversion.plainLink') : words.say('conversion.link', { name });
}

function lossesOf(words: Words, { link: { ownWords, name, lost, lines }, to }: Change): readonly string[] {
  const settings = [...lost, ...(to === 'inline' && lines !== undefined ? ['lines'] : [])];
  return [
    ...(ownWords ? [words.say('conversion.lostWords', { name })] : []),
    ...(settings.length > 0 ? [words.say('conversion.lostSettings', { count: settings.length, names: settings.join(', ') })] : []),
  ];
}

/** The address that readers' frames are renewed at. */
function previewPath({ link: { url, lines }, to }: Change): string {
  const query = new URLSearchParams({ url, ...(to === 'block' && lines !== undefined ? { lines } : {}) });
  return `/api/macros/${to === 'block' ? 'link' : 'inline'}?${query}`;
}

/** Whether an element has been in view: what nobody scrolls to is not asked for. */
function useNear(element: { readonly current: HTMLElement | null }): boolean {
  const [isNear, setIsNear] = useState(false);
  useEffect(() => {
    if (isNear || !element.current) return undefined;
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && setIsNear(true), { rootMargin: '200px' });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [isNear]);
  return isNear;
}
