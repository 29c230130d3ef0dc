/** What a macro in an export is made from: its address, and what its author lets exports hold of what not everybody may see. */
export interface ExportedMacro {
  readonly url: string;
  readonly policy: string;
}

/**
 * The macro's address, as the page stores it; empty where there is none. Confluence puts the parameters elsewhere for each kind of
 * export: into the extension's payload for PDF, into the context for Word. A pasted link stands beside them until it is edited.
 */
export function parametersOf(payload: unknown): ExportedMacro {
  const root = fieldsOf(payload);
  const context = fieldsOf(root['context']);
  const places = [fieldsOf(root['extensionPayload']), context, fieldsOf(context['extension']), root];
  const stored = places.map((place) => textOf(fieldsOf(place['config'])['url']));
  const pasted = places.map((place) => textOf(place['autoConvertLink']));
  const policies = places.map((place) => textOf(fieldsOf(place['config'])['export']).trim().toLowerCase());
  return { url: [...stored, ...pasted].find((url) => url.trim() !== '') ?? '', policy: policies.find((policy) => policy !== '') ?? 'link' };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
