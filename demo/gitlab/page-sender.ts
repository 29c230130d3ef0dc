import type { Response } from 'express';
import type { Switches } from './switches.js';

/** How web pages go out: never to be framed by others, and with COOP where switched on. */
export interface PageSender {
  page(response: Response, html: string, status?: number): void;
  redirect(response: Response, url: string): void;
}

export function createPageSender(switches: Switches): PageSender {
  const headers = (response: Response, coop: boolean) => {
    response.set({ 'X-Frame-Options': 'SAMEORIGIN', 'Cache-Control': 'no-store' });
    if (coop) response.set('Cross-Origin-Opener-Policy', 'same-origin');
  };
  return {
    page: (response, html, status = 200) => {
      headers(response, switches.coop);
      response.status(status).type('html').send(html);
    },
    redirect: (response, url) => {
      headers(response, switches.coopOn302);
      response.redirect(302, url);
    },
  };
}
