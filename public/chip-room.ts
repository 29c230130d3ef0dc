import { theHost } from './host.js';
import { lacks } from './lacks.js';

/** What a linking flow shows; a chip's frame has no room for it. */
const STEPS = '.link-confirm, .link-failed, .link-message:not(:empty)';
const BOX_WIDTH = 420;
const SETTLE_MS = 250;
/** A frame that has not grown by then keeps its height. */
const FOLLOW_MS = 1_000;
const LOOK_MS = 50;

/**
 * An inline frame keeps its size, so that no line of the page moves; only while its reader links an account does it grow: to a
 * box, or, where the host keeps the height of inline frames, to a longer line (`data-roomy`, see chips.css).
 */
export function growWhileLinking(): void {
  const content = document.querySelector<HTMLElement>('.ac-content');
  if (!content?.querySelector('main.inline')) return;
  const usual = { width: innerWidth, height: innerHeight };
  let turn = 0;
  const fit = async (mine: number) => {
    const root = document.documentElement;
    if (!content.querySelector(STEPS)) {
      if (root.dataset.roomy === undefined) return;
      delete root.dataset.roomy;
      return setSize(usual.width, usual.height);
    }
    if (!lacks('room') && (await growToBox(content, () => mine === turn))) return;
    root.dataset.roomy = 'line';
    await setSize(content.querySelector('.chip')?.scrollWidth ?? BOX_WIDTH, usual.height);
  };
  const observer = new MutationObserver(() => void fit((turn += 1)).catch(() => undefined));
  observer.observe(content, { childList: true, subtree: true, characterData: true });
}

/** True where the frame has become a box, or another turn has begun. */
async function growToBox(content: HTMLElement, isMine: () => boolean): Promise<boolean> {
  document.documentElement.dataset.roomy = 'box';
  await setSize(BOX_WIDTH, innerHeight);
  const fits = () => !isMine() || innerHeight >= content.scrollHeight;
  if (!fits()) await theHost().resize?.(BOX_WIDTH, content.scrollHeight);
  for (const end = performance.now() + FOLLOW_MS; !fits() && performance.now() < end; ) await pause(LOOK_MS);
  return fits();
}

/** Resolves when the frame has had time to follow. */
async function setSize(width: number, height: number): Promise<void> {
  await theHost().resize?.(width, height);
  await pause(SETTLE_MS);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
