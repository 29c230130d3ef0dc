import { fetchBounded, type Bounds } from '../bounded-fetch.js';
import { readAnswer } from '../confluence-answer.js';
import type { SiteAccess } from './system-token.js';

/** One GET of a site's REST API as the app, by Atlassian's gateway. `path` begins below the site's `/wiki`. @throws RefusedError, or Error without an answer in time */
export async function askGateway({ apiBaseUrl, token }: SiteAccess, path: string, bounds: Omit<Bounds, 'headers'>): Promise<unknown> {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
  const { status, contentType, text } = await fetchBounded(`${apiBaseUrl}/wiki${path}`, { ...bounds, headers });
  if (status === 200 && text === undefined) throw new Error('Confluence answered with too much');
  return readAnswer(status, contentType, text ?? '');
}
