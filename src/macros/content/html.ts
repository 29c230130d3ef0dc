/** Attributes of an element, by lower-case name. */
export type Attributes = Readonly<Record<string, string>>;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as HTML, within an element as well as within a quoted attribute. */
export function escapeHtml(text: string): string {
  if (!/[&<>"]/.test(text)) return text;
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}

/** A start tag of ours; attributes that are undefined are left out, and empty ones are written without a value. */
export function startTag(name: string, attributes?: Readonly<Record<string, string | undefined>>): string {
  if (!attributes) return `<${name}>`;
  let tag = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) tag += value === '' && key !== 'alt' ? ` ${key}` : ` ${key}="${escapeHtml(value)}"`;
  }
  return `${tag}>`;
}
