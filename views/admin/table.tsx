import type { ComponentChildren, VNode } from 'preact';

/** Rows with their headings, in a box of their own that scrolls where there is no room; nothing stands in for no rows. */
export function AdminTable({ label, heads, rows, nothing }: { label: string; heads: readonly ComponentChildren[]; rows: readonly VNode[]; nothing: string }): VNode {
  if (rows.length === 0) return <p class="quiet">{nothing}</p>;
  return (
    <div class="admin-table-room" role="region" aria-label={label} tabIndex={0}>
      <table class="admin-table">
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>{rows}</tbody>
      </table>
    </div>
  );
}

/** The rest of a list, from where this page of it ends. */
export function NextPage({ query, text }: { query: string | undefined; text: string }): VNode | null {
  if (query === undefined) return null;
  return (
    <div class="buttons">
      <button type="button" data-admin-more={query}>
        {text}
      </button>
    </div>
  );
}
