import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../words/context.js';
import { pickLine, sayLines, type LineRange } from './link-macro.js';
import { Preview, type Drawn } from './preview.js';

export interface LinePickerProps {
  /** The whole file, as a frame shows it. */
  readonly drawn: Drawn;
  readonly lines: LineRange | undefined;
  readonly onLines: (lines: LineRange) => void;
  readonly onDone: () => void;
}

/** Where the lines of the drawn code are, in CSS pixels from its top. */
interface Grid {
  readonly code: HTMLElement;
  readonly first: number;
  readonly count: number;
  readonly top: number;
  readonly height: number;
}

/** The whole file with the picked lines marked: the first press of a line begins, the second ends; arrows move, with Shift they extend, Enter is done. */
export function LinePicker({ drawn, lines, onLines, onDone }: LinePickerProps): VNode {
  const words = useWords();
  const place = useRef<HTMLDivElement>(null);
  const [, setSize] = useState('');
  useEffect(() => {
    if (!place.current || !('ResizeObserver' in globalThis)) return undefined;
    const observer = new ResizeObserver(([entry]) => setSize(String(entry?.contentRect.width)));
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  const isThere = drawn.state === 'drawn';
  useEffect(() => {
    if (isThere) gridIn(place.current)?.code.focus();
  }, [isThere]);
  useEffect(() => {
    const grid = gridIn(place.current);
    mark(grid, lines);
    return () => mark(grid, undefined);
  });

  const pick = (event: MouseEvent) => {
    const grid = gridIn(place.current);
    if (!grid || !(event.target instanceof Node) || !grid.code.contains(event.target)) return;
    event.preventDefault();
    const line = grid.first + Math.floor((event.clientY - grid.code.getBoundingClientRect().top + grid.code.scrollTop - grid.top) / grid.height);
    if (line < grid.first || line >= grid.first + grid.count) return;
    onLines(event.shiftKey && lines ? { from: Math.min(lines.from, line), to: Math.max(lines.to, line) } : pickLine(lines, line));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const grid = gridIn(place.current);
    const isDone = event.key === 'Enter' || event.key === 'Escape';
    if ((step === undefined && !isDone) || !grid || !(event.target instanceof Node) || !grid.code.contains(event.target)) return;
    event.preventDefault();
    // The dialog around would close.
    event.stopPropagation();
    if (step === undefined) return onDone();
    onLines(moved(lines, step, event.shiftKey, grid));
  };

  return (
    <div class="line-picker">
      <p class="line-picker-bar">
        <small>{words.say('editor.pickLinesHow')}</small> <output>{lines ? words.say('editor.pickedLines', { lines: sayLines(lines) }) : ''}</output>
        <button type="button" class="primary" onClick={onDone}>
          {words.say('editor.pickLinesDone')}
        </button>
      </p>
      <div ref={place} onClick={pick} onKeyDown={onKeyDown}>
        <Preview {...drawn} look="block" />
      </div>
    </div>
  );
}

function moved(lines: LineRange | undefined, step: number, extend: boolean, { first, count }: Grid): LineRange {
  const within = (line: number) => Math.min(Math.max(line, first), first + count - 1);
  if (!lines) return { from: first, to: first };
  if (extend) return { from: lines.from, to: Math.max(within(lines.to + step), lines.from) };
  const line = within((step > 0 ? lines.to : lines.from) + step);
  return { from: line, to: line };
}

function gridIn(place: HTMLElement | null): Grid | undefined {
  const code = place?.querySelector<HTMLElement>('.code');
  const numbers = code?.querySelector<HTMLElement>('.code-numbers');
  const all = numbers?.textContent?.split('\n') ?? [];
  const first = Number(all[0]);
  if (!code || !numbers || !Number.isInteger(first) || first < 1) return undefined;
  const style = getComputedStyle(numbers);
  const padding = Number.parseFloat(style.paddingTop) || 0;
  const inside = numbers.getBoundingClientRect().height - padding - (Number.parseFloat(style.paddingBottom) || 0);
  const top = numbers.getBoundingClientRect().top - code.getBoundingClientRect().top + code.scrollTop + padding;
  return { code, first, count: all.length, top, height: inside / all.length };
}

/** One bar behind the lines, which reaches as far as the code does. */
function mark(grid: Grid | undefined, lines: LineRange | undefined): void {
  if (!grid) return;
  grid.code.querySelector('.picked-lines')?.remove();
  if (!lines) return;
  const from = Math.max(lines.from, grid.first);
  const to = Math.min(lines.to, grid.first + grid.count - 1);
  if (to < from) return;
  const bar = document.createElement('div');
  bar.className = 'picked-lines';
  bar.style.top = `${grid.top + (from - grid.first) * grid.height}px`;
  bar.style.height = `${(to - from + 1) * grid.height}px`;
  bar.style.width = `${grid.code.scrollWidth}px`;
  grid.code.append(bar);
}
