import { bridge } from './bridge.js';

/**
 * The bridge watches the height of a block by scroll events, which browsers hold back while a frame is out of sight. So it is told
 * at once: scrolling there later moves nothing.
 */
export function fitBlock(): void {
  const tell = () => {
    if (document.querySelector('main:not(.inline)')) bridge().then((host) => host.resize?.(), () => undefined);
  };
  document.addEventListener('gitlab:content', tell);
  tell();
}
