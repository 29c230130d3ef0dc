import type { RequestHandler } from 'express';
import { z } from 'zod';
import { describePage } from './page-answer.js';
import { withStorage } from './pages.js';
import { authenticateApp, requireScope, RestError } from './rest-authentication.js';
import { sessionInFrame } from './sessions.js';
import type { Site } from './site.js';

const Update = z.object({
  id: z.string(),
  status: z.literal('current'),
  title: z.string().min(1),
  spaceId: z.string().optional(),
  body: z.object({ representation: z.literal('storage'), value: z.string() }),
  version: z.object({ number: z.number().int(), message: z.string().optional() }),
});

/** https://developer.atlassian.com/cloud/confluence/rest/v2/api-group-page/#api-pages-id-put */
export function updatePage(site: Site): RequestHandler {
  return (req, res) => {
    const person = sessionInFrame(site, req, 'WRITE');
    if (!person) requireScope(authenticateApp(site, { method: req.method, url: req.originalUrl, authorization: req.get('authorization') }), 'WRITE');
    const page = site.pages.get(String(req.params.id));
    if (!page || page.restricted) throw new RestError(404, 'Not Found');
    if (person && page.readers?.includes(person.key)) throw new RestError(403, 'You may not edit this page.');
    const update = Update.safeParse(req.body);
    if (!update.success || update.data.id !== page.id || (update.data.spaceId ?? site.space.id) !== site.space.id) throw new RestError(400, 'The page is not described as it should be.');
    const { title, body, version } = update.data;
    if (version.number !== page.version + 1) throw new RestError(409, `Version must be incremented when updating a page. Current Version: ${page.version}. Provided version: ${version.number}`);
    const next = { ...withStorage(page, body.value, version.message), title };
    site.pages.set(page.id, next);
    res.json(describePage(site, next, true));
  };
}
