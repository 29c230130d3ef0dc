import type { Request, Response } from 'express';

/** Answers one page of rows, with the headers that lead on: https://docs.gitlab.com/api/rest/#pagination-response-headers */
export function sendRows(request: Request, response: Response, rows: readonly object[], { counted = true } = {}): void {
  const number = (name: string, usual: number, most: number) => Math.min(Math.max(Math.trunc(Number(request.query[name] ?? usual)) || usual, 1), most);
  const perPage = number('per_page', 20, 100);
  const page = number('page', 1, 10_000);
  const more = rows.length > page * perPage;
  response.set({ 'X-Page': String(page), 'X-Per-Page': String(perPage), 'X-Next-Page': more ? String(page + 1) : '', 'X-Prev-Page': page > 1 ? String(page - 1) : '' });
  if (counted) response.set({ 'X-Total': String(rows.length), 'X-Total-Pages': String(Math.ceil(rows.length / perPage)) });
  response.json(rows.slice((page - 1) * perPage, page * perPage));
}
