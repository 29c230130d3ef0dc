import type { Response } from 'express';

/** A frame with a mountain and a sun, in a grey that shows on light and dark. */
const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48" viewBox="0 0 64 48" fill="none" stroke="#8590a2" stroke-width="2" stroke-linejoin="round"><rect x="1" y="1" width="62" height="46" rx="3"/><path d="M8 40l16-20 12 14 8-9 12 15z"/><circle cx="47" cy="13" r="4"/></svg>`;

/** What stands in the place of a picture that can't be shown; browsers draw it whatever the status. Nobody keeps it. */
export function sendPlaceholder(res: Response, status: 404 | 503): void {
  res.status(status).set('Cache-Control', 'no-store').type('image/svg+xml').send(DRAWING);
}
