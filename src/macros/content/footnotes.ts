import { createHash } from 'node:crypto';

/** The ids of one text's footnotes. */
export interface Footnotes {
  /** Our id for GitLab's (`fn-sea-123`, `fnref-sea-123`); undefined for an id of anything else. */
  idOf(foreign: string | undefined): string | undefined;
}

/** Ids of ours that clash with no other text of the page. https://docs.gitlab.com/user/markdown/#footnotes */
export function createFootnotes(html: string): Footnotes {
  const known = new Map<string, string>();
  let prefix: string | undefined;
  return {
    idOf(foreign) {
      const id = /^(?:user-content-)?(fn(?:ref)?[-:]?.{1,100})$/s.exec(foreign ?? '')?.[1];
      if (id === undefined) return undefined;
      prefix ??= createHash('sha256').update(html).digest('hex').slice(0, 8);
      const ours = known.get(id) ?? `note-${prefix}-${known.size + 1}`;
      known.set(id, ours);
      return ours;
    },
  };
}
