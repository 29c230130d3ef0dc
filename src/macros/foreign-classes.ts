import type { TokenKind } from '../../views/parts/code.js';

/**
 * The one class of ours that stands for foreign ones, or undefined: GitLab's class names could clash with ours, so none is kept.
 * Known are highlighted code (Rouge's short names, https://rouge-ruby.github.io/docs/Rouge/Token/Tokens.html), alerts, task lists,
 * pictures that `sanitise` turned into links, and the alignment of table cells (`align` or `text-align`).
 */
export function classOf(tagName: string, classes: string, alignment: string): string | undefined {
  if (tagName === 'td' || tagName === 'th') return alignmentOf(alignment);
  const names = classes.split(/\s+/);
  if (tagName === 'span') return names.includes('picture') ? 'picture' : highlightOf(names);
  if (tagName === 'a') return names.includes('picture') ? 'picture' : undefined;
  if (tagName === 'ul' || tagName === 'ol') return names.includes('task-list') ? 'task-list' : undefined;
  if (tagName === 'div') return alertOf(names);
  return undefined;
}

function alignmentOf(value: string): string | undefined {
  const side = /(?:^|text-align:)\s*(center|right)\b/i.exec(value)?.[1]?.toLowerCase();
  return side === 'center' ? 'align-center' : side === 'right' ? 'align-end' : undefined;
}

const ALERTS = ['note', 'tip', 'important', 'warning', 'caution'];

function alertOf(names: readonly string[]): string | undefined {
  const kind = ALERTS.find((alert) => names.includes(`markdown-alert-${alert}`));
  return kind && `alert alert-${kind}`;
}

const ROUGE: readonly (readonly [RegExp, TokenKind])[] = [
  [/^c[a-z0-9]?$/, 'comment'],
  [/^k[a-z]?$/, 'keyword'],
  [/^s[a-z0-9]?$/, 'string'],
  [/^m[a-z]?$/, 'number'],
  [/^(nf|fm|nb|bp)$/, 'function'],
  [/^(nc|nn|no|nt)$/, 'name'],
  [/^(na|nv|vi|vg|vc|nl)$/, 'attribute'],
  [/^(o|ow|p)$/, 'punctuation'],
  [/^gi$/, 'inserted'],
  [/^gd$/, 'deleted'],
];

function highlightOf(names: readonly string[]): string | undefined {
  for (const [pattern, kind] of ROUGE) if (names.some((name) => pattern.test(name))) return `tok-${kind}`;
  return undefined;
}
