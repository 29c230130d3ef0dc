import type { CodeBlock } from './code-block.js';
import { createFootnotes, type Footnotes } from './footnotes.js';
import type { TextPlace } from './place.js';

/** What the rules for elements know of the text around one. */
export interface Reading {
  readonly place: TextPlace;
  readonly footnotes: Footnotes;
  /** The code block that is being read. */
  block: CodeBlock | undefined;
  /** Links that are open. */
  links: number;
  /** Boxes that are open which hold a film or a sound and, behind it, a link to it. */
  media: number;
  /** False once formulas and colours have taken their share of the time. */
  readonly hasTime: () => boolean;
  /** Pictures that there were so far. */
  pictures: number;
}

/** Of the processor's time: so long formulas and colours are done, and left as their source after it. */
const MAX_MILLISECONDS = 50;
/** Characters that hold too little to take it. */
const FEW = 4_096;

export function startReading(html: string, place: TextPlace, plain: boolean): Reading {
  const hasTime = plain ? () => false : html.length <= FEW ? () => true : watchTime();
  return { place, footnotes: createFootnotes(html), block: undefined, links: 0, media: 0, pictures: 0, hasTime };
}

function watchTime(): () => boolean {
  const [started, spent] = [performance.now(), process.cpuUsage()];
  // The processor's own count is dear; by the clock it can't be more.
  return () => performance.now() - started < MAX_MILLISECONDS || process.cpuUsage(spent).user < MAX_MILLISECONDS * 1000;
}
