import type { VNode } from 'preact';

/** An error page: what a stranger may know, and the reference to quote. */
export function ErrorMain({ message, reference }: { message: string; reference: string }): VNode {
  return (
    <main class="notice">
      <p>{message}</p>
      <p class="quiet">
        Reference: <code>{reference}</code>
      </p>
    </main>
  );
}
