import { Router, type RequestHandler } from 'express';
import type { Site } from '../app.js';
import { drawAvatar, drawRing, drawWaves } from '../png.js';

/** Avatars and the pictures in descriptions: whoever knows the address sees them, as GitLab has it by default. */
export function imageRoutes(site: Site): Router {
  const router = Router();
  const image = (draw: (id: number) => Buffer | undefined): RequestHandler => (request, response, next) => {
    const bytes = draw(Number(request.params.id));
    if (!bytes) return next();
    response.type('png').set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'max-age=3600' }).send(bytes);
  };
  router.get('/uploads/-/system/user/avatar/:id/:file', image((id) => {
    const user = site.world.users.find((one) => one.id === id);
    return user && drawAvatar(user.color);
  }));
  router.get('/uploads/-/system/project/avatar/:id/:file', image((id) => {
    const color = site.world.projects.find((one) => one.id === id)?.color;
    return color === undefined ? undefined : drawWaves(color);
  }));
  router.get('/-/project/:id/uploads/:secret/:file', image((id) => (site.world.projects.some((one) => one.id === id) ? drawRing() : undefined)));
  return router;
}
