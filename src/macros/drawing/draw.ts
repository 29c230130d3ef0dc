import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Speaking } from '../../../views/words/context.js';
import type { RenderSetting } from './block.js';
import type { Drawing } from '../copies/copy-memory.js';
import type { MacroResult } from '../outcome.js';
import { titleOf } from './title.js';
import { ageOf } from './words.js';

export type Render = (result: MacroResult, setting: RenderSetting) => VNode;

/** Draws a result. Of a copy that was drawn before for the same eyes, in the same language and look and on the same day, it is that drawing. */
export function draw(look: string, render: Render, result: MacroResult, setting: RenderSetting): Drawing {
  const drawings = result.outcome === 'shown' ? result.drawings : undefined;
  const name = drawings && result.outcome === 'shown' ? drawingName(look, result, setting) : '';
  const known = drawings?.find(name);
  if (known) return known;
  const drawing = { title: titleOf(result, setting.words), html: Buffer.from(renderToString(h(Speaking.Provider, { value: setting.words, children: render(result, setting) }))) };
  drawings?.keep(name, drawing);
  return drawing;
}

/** Names everything that a drawing of a copy depends on, besides the copy: what is overdue changes with the day. */
function drawingName(look: string, { takenAt, seenAs }: Extract<MacroResult, { outcome: 'shown' }>, { words, fragment, now, renewal, elsewhere, version = '' }: RenderSetting): string {
  const age = ageOf(takenAt, now);
  return [words.language, words.locale, words.timeZone, look, elsewhere ? 'elsewhere' : '', version, fragment, seenAs ?? '', Math.floor(now / 86_400_000), age === 0 ? '' : `${age} ${renewal}`].join(' ');
}
