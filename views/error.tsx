import type { VNode } from 'preact';
import { useWords } from './words/context.js';

/** An error page: what a stranger may know, and the reference to quote. */
export function ErrorMain({ message, reference }: { message: string; reference: string }): VNode {
  const { rich } = useWords();
  return (
    <main class="notice">
      <p>{message}</p>
      <p class="quiet">{rich('errors.reference', { reference, code: (id) => <code>{id}</code> })}</p>
    </main>
  );
}
