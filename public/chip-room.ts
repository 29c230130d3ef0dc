import { bridge } from './bridge.js';

const ROOM = '420px';
/** What a linking flow shows; a chip's frame has no room for it. */
const STEPS = '.link-confirm, .link-failed, .link-message:not(:empty)';

/** An inline frame keeps its size, so that no line of the page moves; only while its reader links an account does it grow. */
export function growWhileLinking(): void {
  if (!document.querySelector('main.inline')) return;
  const usual = { width: `${innerWidth}px`, height: `${innerHeight}px` };
  let roomy = false;
  const fit = () => {
    const needed = document.querySelector(STEPS) !== null;
    if (!needed && !roomy) return;
    roomy = needed;
    document.documentElement.toggleAttribute('data-roomy', needed);
    void resize(needed ? ROOM : usual.width, needed ? undefined : usual.height);
  };
  new MutationObserver(fit).observe(document.querySelector('.ac-content') ?? document.body, { childList: true, subtree: true, characterData: true });
}

/** Without a height it is the content's, at the new width. */
async function resize(width: string, height: string | undefined): Promise<void> {
  const { resize: set } = await bridge();
  if (height !== undefined) return set?.(width, height);
  set?.(width, `${innerHeight}px`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  set?.(width, `${document.querySelector('.ac-content')?.scrollHeight ?? innerHeight}px`);
}
