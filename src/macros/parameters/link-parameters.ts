import type { Request } from 'express';

/** The link macro's parameters that decide what it shows; pages store these names, so that they never change. */
const LINK_PARAMETERS = ['pin', 'lines'] as const;

/** As the page stores them: what has no value is left out. */
export type LinkParameters = { readonly url: string } & { readonly [name in (typeof LINK_PARAMETERS)[number]]?: string };

/** What a macro's address carries of them. */
export function linkParameters(query: Request['query']): LinkParameters {
  const { url } = query;
  const given = LINK_PARAMETERS.flatMap((name) => {
    const value = query[name];
    return typeof value === 'string' && value !== '' ? [[name, value]] : [];
  });
  return { url: typeof url === 'string' ? url : '', ...Object.fromEntries(given) };
}
