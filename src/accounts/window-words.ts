import type { Request, Response } from 'express';
import type { Words } from '../../views/words/words.js';
import type { Languages } from '../words/languages.js';

const COOKIE = '__Host-gl_locale';
const ATTRIBUTES = 'Path=/; Max-Age=1200; Secure; HttpOnly; SameSite=Lax';

/**
 * What a window of linking is said in: as the frame that led there says (`locale` in the query), which lasts until GitLab leads back
 * there; else by `Accept-Language`. The cookie proves nothing and names nobody.
 */
export function windowWords(languages: Pick<Languages, 'wordsOf'>, req: Request, res: Response): Words {
  const words = languages.wordsOf(req.query.locale === undefined ? { query: { locale: remembered(req) }, headers: req.headers } : { query: { locale: req.query.locale }, headers: req.headers });
  if (req.query.locale !== undefined) res.append('Set-Cookie', `${COOKIE}=${words.locale}; ${ATTRIBUTES}`);
  return words;
}

function remembered(req: Request): string | undefined {
  const pair = (req.get('cookie') ?? '').split(';').map((text) => text.trim()).find((text) => text.startsWith(`${COOKIE}=`));
  return pair?.slice(COOKIE.length + 1);
}
