/** How whoever looks reads: as Confluence writes it (`de_DE`), and an IANA time zone. */
export interface Listener {
  readonly locale: string;
  readonly zone: string;
}

let known: Listener | undefined;

/** To be called as soon as it is known; every call to our server says so from then on. */
export function useListener(listener: Listener): void {
  known = listener;
}

/** The address of a page of ours that the viewer is led to, in their language. */
export function localeAddress(url: string): string {
  return known ? `${url}?locale=${encodeURIComponent(known.locale)}` : url;
}

/** The address with what our server needs to answer in the viewer's way, and to see which sentences this page has. */
export function spokenAddress(path: string): string {
  const query = new URLSearchParams({ ...known, sentences: document.documentElement.lang });
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}
