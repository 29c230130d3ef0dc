/**
 * The URL as WHATWG parses it, or undefined. Not by `URL.canParse`: in Node 20 its compiled version says no to what has letters
 * such as `é` in it, once it has been called often enough.
 */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
