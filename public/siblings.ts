import { theHost } from './host.js';

const NAME = 'gitlab-for-confluence';

/** Ids of changes that this frame has heard of: one arrives by both ways, and comes back to its sender. */
const heard = new Set<string>();

/** Frames of ours on one page share an origin and a storage partition, so this reaches them all. */
const channel = 'BroadcastChannel' in window ? new BroadcastChannel(NAME) : undefined;

/** Calls back once for each change that another frame of the viewer tells. */
export function hearChanges(onChange: () => void): void {
  const hear = (data: unknown) => {
    if (typeof data !== 'object' || data === null || !('changed' in data) || typeof data.changed !== 'string') return;
    if (heard.has(data.changed)) return;
    heard.add(data.changed);
    onChange();
  };
  channel?.addEventListener('message', (event) => hear(event.data));
  theHost().events?.on(NAME, hear).catch(() => undefined);
}

/** Tells the other frames that the viewer's link has changed. What is said holds nothing of the viewer. */
export function tellChange(): void {
  const changed = crypto.randomUUID();
  heard.add(changed);
  channel?.postMessage({ changed });
  theHost().events?.emit(NAME, { changed }).catch(() => undefined);
}
