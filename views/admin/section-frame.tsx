import type { ComponentChildren, VNode } from 'preact';

/** A part of the configure page with what came of what was done in it; `public/admin.ts` puts it in place. */
export function SectionFrame({ said, children }: { said: string | undefined; children: ComponentChildren }): VNode {
  return (
    <div class="admin-section">
      {said === undefined ? null : (
        <p class="admin-said" tabIndex={-1}>
          {said}
        </p>
      )}
      {children}
    </div>
  );
}
