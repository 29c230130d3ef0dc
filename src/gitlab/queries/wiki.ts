import { z } from 'zod';
import type { Caller, GitLabClient } from '../calls/client.js';
import type { WikiReference } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import type { WikiThing } from '../things/code.js';
import { maybeText } from './parts.js';

const page = z.object({ slug: z.string(), title: maybeText, content: maybeText });

/**
 * GraphQL tells no content of a wiki page, so this is REST: https://docs.gitlab.com/api/wikis/#get-a-wiki-page. Wikis of groups are
 * of the paid editions, which answer alike: https://docs.gitlab.com/api/group_wikis/
 * @throws GitLabError; REST itself follows a renamed project, and does not say where it is: that is for the caller to ask.
 */
export async function loadWiki(client: Pick<GitLabClient, 'rest'>, caller: Caller, reference: WikiReference): Promise<WikiThing> {
  const { fullPath, level, slug } = reference;
  const place = `/${level === 'group' ? 'groups' : 'projects'}/${encodeURIComponent(fullPath)}`;
  const found = await client.rest(caller, `${place}/wikis/${encodeURIComponent(slug)}?render_html=true`, page);
  const name = found.slug.slice(found.slug.lastIndexOf('/') + 1);
  return {
    kind: 'wiki',
    instance: caller.instance.id,
    fullPath,
    level,
    webUrl: referenceUrl({ ...reference, slug: found.slug }, caller.instance),
    slug: found.slug,
    title: found.title || name.replaceAll('-', ' '),
    html: found.content || undefined,
  };
}
