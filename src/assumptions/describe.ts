import type { Assumption } from './assumption.js';
import { ASSUMPTIONS } from './registry.js';

const HEADS = { gitlab: 'Of GitLab', site: 'Of the Confluence site' };

/** All assumptions as Markdown: the section of docs/install.md about them. */
export function describeAssumptions(assumptions: readonly Assumption[] = ASSUMPTIONS): string {
  const tables = (['gitlab', 'site'] as const).map((about) => {
    const rows = assumptions.filter((one) => one.about === about).map(({ id, claim, fallback, check }) => `| \`${id}\` | ${claim} | ${fallback} | ${check.by} |`);
    return [`### ${HEADS[about]}`, '', '| name | what should be so | where it is not | tried by |', '|---|---|---|---|', ...rows].join('\n');
  });
  return `${tables.join('\n\n')}\n`;
}
