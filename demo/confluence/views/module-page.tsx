import type { FrameView } from '../frames.js';
import { Frame } from './frame.js';

/** A page that an app fills; its heading is the app's. */
export function ModulePage({ name, frame }: { name: string; frame: FrameView }) {
  return (
    <section class="module-page" aria-label={name}>
      <Frame frame={frame} />
    </section>
  );
}

export function MessagePage({ title, text }: { title: string; text: string }) {
  return (
    <section class="message-page">
      <h1>{title}</h1>
      <p>{text}</p>
    </section>
  );
}
