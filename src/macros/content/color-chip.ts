import { startTag } from './html.js';

const NUMBER = '\\s*-?\\d{1,3}(?:\\.\\d{1,4})?%?(?:deg)?\\s*';
const COLOR = new RegExp(`^\\s*background-color:\\s*(#(?:[0-9a-f]{3,4}){1,2}|(?:rgb|hsl)a?\\((?:${NUMBER}[,/\\s]?){3,4}\\))\\s*;?\\s*$`, 'i');

/** GitLab's sample of a colour (`<span style="background-color: #ff0000">`), drawn: the page's policy allows no style attributes. */
export function colorChip(style: string): string | undefined {
  const color = style.length > 100 ? undefined : COLOR.exec(style)?.[1];
  return color && `<svg class="color-chip" aria-hidden="true" focusable="false">${startTag('rect', { width: '100%', height: '100%', fill: color })}</rect></svg>`;
}
