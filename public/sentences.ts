import type English from '../messages/en.json';

/** What frames' scripts and the popup's say; a page of ours brings the ones of its own kind. */
export type SentenceName = keyof (typeof English)['frame'] | keyof (typeof English)['popup'];

type Sentences = Readonly<Record<string, string>>;

let known: Sentences | undefined;

/** To be called where the page does not hold them, or holds those of another language. */
export function useSentences(sentences: Sentences): void {
  known = sentences;
}

/** In the language of the page. What stands in braces is put in as text. */
export function sentence(name: SentenceName, values: Readonly<Record<string, string | number>> = {}): string {
  known ??= JSON.parse(document.querySelector('[data-sentences]')?.textContent ?? '{}') as Sentences;
  return (known[name] ?? '').replace(/\{(\w+)\}/g, (gap, value: string) => String(values[value] ?? gap));
}
