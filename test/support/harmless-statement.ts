const LITERAL_OR_NUMBER = /'(?:[^']|'')*'|(?<![\w"$.-])\d+(?:\.\d+)?(?![\w".-])/g;
const MOMENT = /^'\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/;

/**
 * A statement as Sequelize logs it (`Executing (…): sql; parameters`), on one line and with its parameters in it; texts become 'x',
 * moments one moment and numbers 1, so that statements differ by what they do alone. Null stays null.
 */
export function harmlessStatement(logged: string): string {
  const [, text = ''] = /^Executing \([^)]*\): ([^]*)$/.exec(logged) ?? [];
  return withParameters(text)
    .replace(LITERAL_OR_NUMBER, harmless)
    .replace(/\s+/g, ' ')
    .replace(/\bIN \(('x'|1)(?:, ?(?:'x'|1))+\)/g, 'IN ($1)')
    .replace(/( VALUES \([^()]*\))(?:, ?\([^()]*\))+/, '$1')
    .replace(/[; ]+$/, '');
}

function harmless(literal: string): string {
  if (!literal.startsWith("'")) return '1';
  return MOMENT.test(literal) ? "'2026-01-01 00:00:00.000 +00:00'" : "'x'";
}

function withParameters(text: string): string {
  const [, sql, listed] = /^([^]*?\$1\b[^]*?); ([^]*)$/.exec(text) ?? [];
  if (sql === undefined || listed === undefined) return text;
  // One object on SQLite, a list on PostgreSQL.
  const values = (JSON.parse(`[${listed}]`) as readonly unknown[]).flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : [value]));
  return sql.replace(/\$(\d+)\b/g, (_whole, number: string) => literalOf(values[Number(number) - 1]));
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}
