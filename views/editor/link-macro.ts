/** What a macro that shows one GitLab thing stores, as its editor holds it: nothing is undefined, the usual is empty. */
export interface LinkMacro {
  readonly url: string;
  /** Empty: in full. */
  readonly look: '' | 'card';
  /** Empty: what the address says, or the whole file. */
  readonly lines: string;
  /** A commit's id, or empty. */
  readonly pin: string;
  readonly collapsed: boolean;
  readonly export: ExportPolicy;
  /** What this editor knows nothing of: it is stored again as it was. */
  readonly others: Readonly<Record<string, string>>;
}

/** What an export of the page holds of something private. */
export type ExportPolicy = (typeof EXPORT_POLICIES)[number];

export const EXPORT_POLICIES = ['link', 'title', 'content', 'nothing'] as const;

const OWN = new Set(['url', 'look', 'lines', 'pin', 'collapsed', 'export']);

export type MacroParameters = Readonly<Record<string, string>>;

/** What the page stores, read leniently: others may have written it. */
export function readLinkMacro(parameters: MacroParameters): LinkMacro {
  const { url = '', look, lines = '', pin = '', collapsed, export: policy } = parameters;
  return {
    url: url.trim(),
    look: look === 'card' ? 'card' : '',
    lines: lines.trim(),
    pin: pin.trim(),
    collapsed: collapsed === 'true',
    export: EXPORT_POLICIES.find((one) => one === policy) ?? 'link',
    others: Object.fromEntries(Object.entries(parameters).filter(([name]) => !OWN.has(name))),
  };
}

/** What the page is to store: only what differs from the usual, so that it reads well in storage format. */
export function writeLinkMacro({ url, look, lines, pin, collapsed, export: policy, others }: LinkMacro, macro: 'link' | 'inline'): MacroParameters {
  const block = macro === 'link' ? { look, lines: look === '' ? writeLines(lines) : '', collapsed: collapsed && look === '' ? 'true' : '' } : {};
  const own = { url: url.trim(), pin, ...block, export: policy === 'link' ? '' : policy };
  return { ...others, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== '')) };
}

export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** `18-26`, `18`, also with blanks or a long dash; undefined for anything else. */
export function readLines(text: string): LineRange | undefined {
  const match = /^\s*L?(\d{1,7})\s*(?:[-–—]\s*L?(\d{1,7})\s*)?$/i.exec(text);
  if (!match) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return from > 0 && to > 0 ? { from: Math.min(from, to), to: Math.max(from, to) } : undefined;
}

export function sayLines({ from, to }: LineRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function writeLines(text: string): string {
  const range = readLines(text);
  return range ? sayLines(range) : '';
}

/** Whether it can be stored: an address, and lines that are some. */
export function isComplete({ url, lines, look }: LinkMacro): boolean {
  return looksLikeAddress(url) && (look !== '' || lines === '' || readLines(lines) !== undefined);
}

/** What was pasted rather than typed to search. */
export function looksLikeAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]+/i.test(text.trim());
}

/** What a pick of a line makes of the lines that were picked before: the first begins, the second ends, another begins anew. */
export function pickLine(picked: LineRange | undefined, line: number): LineRange {
  if (!picked || picked.from !== picked.to) return { from: line, to: line };
  return { from: Math.min(picked.from, line), to: Math.max(picked.from, line) };
}
