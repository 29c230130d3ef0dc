import { sentence } from './sentences.js';

/** Draws the diagrams of this frame's content, each in a frame of its own; where that fails, the source stays as it is. */
export function drawDiagrams(): void {
  for (const box of document.querySelectorAll<HTMLElement>('[data-diagram]')) {
    const address = box.dataset.diagram;
    if (address && !box.querySelector('iframe')) begin(box, address);
  }
}

const MAX_HEIGHT = 2_000;
const PATIENCE_MS = 15_000;

function begin(box: HTMLElement, address: string): void {
  const source = box.querySelector('pre')?.textContent ?? '';
  const frame = document.createElement('iframe');
  frame.title = sentence('diagram');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.loading = 'lazy';
  frame.src = address;
  let patience: ReturnType<typeof setTimeout> | undefined;

  const isDark = () => document.documentElement.dataset.colorMode === 'dark';
  const ask = () => frame.contentWindow?.postMessage({ source, dark: isDark() }, '*');
  const giveUp = () => {
    clearTimeout(patience);
    removeEventListener('message', hear);
    theme.disconnect();
    frame.remove();
    fold(box, false);
  };
  const theme = new MutationObserver(ask);
  function hear({ source: from, data }: MessageEvent<unknown>): void {
    if (from !== frame.contentWindow) return;
    const { diagram, height } = read(data);
    if (diagram === 'ready') {
      patience ??= setTimeout(giveUp, PATIENCE_MS);
      ask();
    } else if (diagram === 'drawn' && height > 0) {
      clearTimeout(patience);
      frame.style.height = `${Math.min(height, MAX_HEIGHT)}px`;
      fold(box, true);
    } else {
      giveUp();
    }
  }
  addEventListener('message', hear);
  // Also where its script does not come, and it never says that it is ready.
  frame.addEventListener('load', () => (patience ??= setTimeout(giveUp, PATIENCE_MS)));
  theme.observe(document.documentElement, { attributeFilter: ['data-color-mode'] });
  box.prepend(frame);
}

/** Folds the source once, so that whoever opens it again keeps it open. */
function fold(box: HTMLElement, drawn: boolean): void {
  if (box.dataset.drawn === String(drawn)) return;
  box.dataset.drawn = String(drawn);
  const details = box.querySelector('details');
  if (details) details.open = !drawn;
}

function read(data: unknown): { diagram: unknown; height: number } {
  if (typeof data !== 'object' || data === null || !('diagram' in data)) return { diagram: undefined, height: 0 };
  return { diagram: data.diagram, height: 'height' in data ? Number(data.height) || 0 : 0 };
}
