import type { Request, Response } from 'express';
import type { Site } from './site.js';
import type { SiteUser } from './users.js';

const VIEWER = 'stand-in-confluence-viewer';
const LOCALE = 'stand-in-confluence-locale';
const THEME = 'stand-in-confluence-theme';

/** Who looks at a page, and how they like it: from the query (`?viewer=uma&theme=dark`), which is remembered, or a cookie. */
export interface Visitor {
  readonly viewer: SiteUser;
  readonly theme: 'light' | 'dark';
  /** Another than the viewer's own: `?locale=ar`. */
  readonly locale: string | undefined;
}

export function visitorOf(site: Pick<Site, 'users'>, req: Request, res: Response): Visitor {
  const viewerKey = remembered(req, res, 'viewer', VIEWER);
  const viewer = site.users.find(({ key }) => key === viewerKey) ?? site.users[0];
  if (!viewer) throw new Error('The site has no users.');
  return { viewer, theme: remembered(req, res, 'theme', THEME) === 'dark' ? 'dark' : 'light', locale: remembered(req, res, 'locale', LOCALE) ?? viewer.locale };
}

function remembered(req: Request, res: Response, parameter: string, cookie: string): string | undefined {
  const asked = req.query[parameter];
  if (typeof asked !== 'string') return readCookie(req.headers.cookie, cookie);
  res.cookie(cookie, asked, { sameSite: 'lax', path: '/' });
  return asked;
}

function readCookie(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(/;\s*/).find((text) => text.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
