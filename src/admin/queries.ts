import { z } from 'zod';

/** What a filter asks for in one of its fields, without blanks around it; empty for what is missing, too long or there several times. */
export function queryText(most: number) {
  return z.string().trim().max(most).catch('');
}

/** A query with what these fields hold, but for empty ones: `?words=tide&after=…`. */
export function pageQuery(fields: Readonly<Record<string, string>>): string {
  return `?${new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== '')).toString()}`;
}
