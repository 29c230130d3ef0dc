import type { TokenKind } from '../../../views/parts/code.js';
import type { Attributes } from './html.js';

/** The class names of an element. */
export function namesIn(attributes: Attributes): readonly string[] {
  const { class: classes } = attributes;
  return classes === undefined || classes === '' ? [] : classes.slice(0, MAX_CLASSES).split(/\s+/);
}

/** Characters. */
const MAX_CLASSES = 500;

/**
 * The one class of ours that stands for foreign ones, or undefined: GitLab's class names could clash with ours, so none is kept.
 * Known are highlighted code (Rouge's short names, https://rouge-ruby.github.io/docs/Rouge/Token/Tokens.html), changes within a line,
 * alerts, footnotes, task lists, and the alignment of table cells (`align` or `text-align`).
 */
export function classOf(tag: string, names: readonly string[], alignment: string): string | undefined {
  if (tag === 'td' || tag === 'th') return alignmentOf(alignment);
  if (names.length === 0) return undefined;
  if (tag === 'span') return names.includes('idiff') ? changeOf(names) : highlightOf(names);
  if (tag === 'ul' || tag === 'ol') return names.includes('task-list') ? 'task-list' : undefined;
  if (tag === 'section') return names.includes('footnotes') ? 'footnotes' : undefined;
  if (tag === 'p') return names.includes('markdown-alert-title') ? 'alert-title' : undefined;
  return tag === 'div' ? alertOf(names) : undefined;
}

/** https://docs.gitlab.com/user/markdown/#inline-diff */
function changeOf(names: readonly string[]): string | undefined {
  return names.includes('addition') ? 'tok-inserted' : names.includes('deletion') ? 'tok-deleted' : undefined;
}

function alignmentOf(value: string): string | undefined {
  const side = /(?:^|text-align:)\s{0,9}(center|right)\b/i.exec(value.slice(0, 200))?.[1]?.toLowerCase();
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
