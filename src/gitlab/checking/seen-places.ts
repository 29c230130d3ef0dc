import { fieldOf, isReply, type Ask } from './asking.js';

/** Each costs two look-ups, and GitLab limits what one query may: https://docs.gitlab.com/api/graphql/#limits */
const AT_ONCE = 20;

/**
 * For each of these groups and projects the path as GitLab spells it, or undefined where the token doesn't see it; undefined in all
 * where GitLab does not tell. By GraphQL, which no proxy's way with `%2F` disturbs.
 */
export async function readPlaces(ask: Ask, baseUrl: string, accessToken: string, places: readonly string[]): Promise<readonly (string | undefined)[] | undefined> {
  const found: (string | undefined)[] = [];
  for (let from = 0; from < places.length; from += AT_ONCE) {
    const some = places.slice(from, from + AT_ONCE);
    const reply = await ask({ url: `${baseUrl}/api/graphql`, accessToken, body: JSON.stringify(queryFor(some)) });
    const data = isReply(reply) && reply.status === 200 ? fieldOf(reply.json, 'data') : undefined;
    if (typeof data !== 'object' || data === null) return undefined;
    found.push(...some.map((place, index) => pathOf(fieldOf(data, `group${index}`), place) ?? pathOf(fieldOf(data, `project${index}`), place)));
  }
  return found;
}

function queryFor(places: readonly string[]): { readonly query: string; readonly variables: Readonly<Record<string, string>> } {
  const declared = places.map((_place, index) => `$path${index}: ID!`).join(', ');
  const fields = places.map((_place, index) => `group${index}: group(fullPath: $path${index}) { fullPath } project${index}: project(fullPath: $path${index}) { fullPath }`).join(' ');
  return { query: `query places(${declared}) { ${fields} }`, variables: Object.fromEntries(places.map((place, index) => [`path${index}`, place])) };
}

/** What is asked for is not another one: a group that was moved is named by where it is now. */
function pathOf(answer: unknown, place: string): string | undefined {
  const path = fieldOf(answer, 'fullPath');
  return typeof path === 'string' && path.toLowerCase() === place.toLowerCase() ? path : undefined;
}
