import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useWords } from '../words/context.js';
import { useHost, type Drawing } from './host.js';

/** What is drawn now, and whether a newer one is on its way. */
export interface Drawn {
  readonly drawing: Drawing | undefined;
  readonly state: 'drawn' | 'loading' | 'failed';
  readonly retry: () => void;
}

const PAUSE_MS = 250;

/** What a reader's frame shows at a path of our API; the last drawing stays until the next has come. */
export function useDrawing(path: string): Drawn {
  const host = useHost();
  const [turn, setTurn] = useState(0);
  const [drawn, setDrawn] = useState<{ name: string; drawing: Drawing | undefined } | undefined>();
  const name = `${turn} ${path}`;
  useEffect(() => host.onLinkChanged(() => setTurn((last) => last + 1)), [host]);
  useEffect(() => {
    if (path === '') return undefined;
    let current = true;
    const draw = () => host.draw(path).then((drawing) => current && setDrawn({ name, drawing }), () => current && setDrawn({ name, drawing: undefined }));
    const timer = setTimeout(() => void draw(), drawn ? PAUSE_MS : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [host, name]);
  useEffect(() => host.settle(), [drawn]);
  const state = drawn?.name !== name ? 'loading' : drawn.drawing ? 'drawn' : 'failed';
  return { drawing: drawn?.drawing, state, retry: () => setTurn((last) => last + 1) };
}

export interface PreviewProps extends Drawn {
  /** As the frame of this macro has it. */
  readonly look: 'block' | 'inline';
  /** One of many: what becomes of it is not announced. */
  readonly quiet?: boolean;
}

/** The macro as its readers will get it: the HTML is that of our own server's frames. */
export function Preview({ drawing, state, retry, look, quiet = false }: PreviewProps): VNode {
  const words = useWords();
  return (
    <div class="preview" aria-busy={state === 'loading'}>
      {drawing ? <div class={look} data-preview={drawing.outcome} dangerouslySetInnerHTML={{ __html: drawing.html }} /> : null}
      {state === 'loading' && !drawing ? <div class="preview-skeleton" aria-hidden="true" /> : null}
      <p class={state === 'failed' ? 'preview-status' : 'unseen'} role={quiet ? undefined : 'status'}>
        {words.say(state === 'loading' ? 'editor.previewLoading' : state === 'failed' ? 'editor.failed' : 'editor.previewReady')}
      </p>
      {state === 'failed' ? (
        <button type="button" onClick={retry}>
          {words.say('editor.tryAgain')}
        </button>
      ) : null}
    </div>
  );
}
