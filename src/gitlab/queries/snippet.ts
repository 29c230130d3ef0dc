import { z } from 'zod';
import { isTooLarge, type Caller, type GitLabClient } from '../client.js';
import { GitLabError } from '../errors.js';
import type { GraphQLOperation } from '../graphql-answer.js';
import type { SnippetReference } from '../reference.js';
import { referenceUrl } from '../reference-url.js';
import type { SnippetFile, SnippetThing } from '../things/code.js';
import { MAX_TEXT_BYTES } from './file-content.js';
import { maybeText, nodesOf, ownUrl, PERSON, person, readPerson } from './parts.js';

const file = z.object({ path: maybeText, name: maybeText, size: z.number().nullish(), rawPlainData: maybeText, binary: z.boolean().nullish() });
const snippet = z.object({
  title: z.string(),
  webUrl: maybeText,
  createdAt: z.string(),
  updatedAt: z.string(),
  descriptionHtml: maybeText,
  visibilityLevel: z.enum(['public', 'internal', 'private']).nullish().catch(undefined),
  author: person.nullish(),
  blobs: z.object({ nodes: z.array(file.nullable()).nullish() }).nullish(),
});
const snippets = z.object({ nodes: z.array(snippet.nullable()).nullish() }).nullish();
const answer = z.object({ snippets, project: z.object({ fullPath: z.string(), snippets }).nullish() });

/** GitLab holds ten files a snippet at most: https://docs.gitlab.com/user/snippets/#add-or-remove-multiple-files */
const MOST_FILES = 10;
/** Of each file: a card shows no more. */
const MOST_LINES = 200;

export function snippetOperation({ level, text }: { level: 'project' | 'personal'; text: boolean }): GraphQLOperation<z.infer<typeof answer>> {
  const list = 'snippets(ids: [$id], first: 1) { nodes { ...snippet } }';
  const fields = level === 'project' ? `project(fullPath: $fullPath) { fullPath ${list} }` : list;
  return {
    name: 'snippet',
    answer,
    optional: ['blobs', 'author'],
    document: `query snippet($id: SnippetID!${level === 'project' ? ', $fullPath: ID!' : ''}) { ${fields} }
    fragment snippet on Snippet {
      title webUrl createdAt updatedAt descriptionHtml visibilityLevel
      author { ...person }
      blobs(first: ${MOST_FILES}) { nodes { path name size binary${text ? ' rawPlainData' : ''} } }
    }
    ${PERSON}`,
  };
}

/** Undefined when its project is absent or hidden. @throws GitLabError, `not-found` when only the snippet is. */
export async function loadSnippet(client: GitLabClient, caller: Caller, reference: SnippetReference): Promise<SnippetThing | undefined> {
  const { fullPath, id } = reference;
  const level = fullPath === undefined ? 'personal' : 'project';
  const variables = fullPath === undefined ? { id: `gid://gitlab/PersonalSnippet/${id}` } : { id: `gid://gitlab/ProjectSnippet/${id}`, fullPath };
  const data = await client.graphql(caller, snippetOperation({ level, text: true }), variables).catch((error: unknown) => {
    if (isTooLarge(error)) return client.graphql(caller, snippetOperation({ level, text: false }), variables);
    throw error;
  });
  if (level === 'project' && !data.project) return undefined;
  const [found] = nodesOf(data.project?.snippets ?? data.snippets);
  if (!found) throw new GitLabError('not-found', 'The snippet is absent or hidden from this viewer.');
  return readSnippet(found, data.project ? { ...reference, fullPath: data.project.fullPath } : reference, caller);
}

function readSnippet(value: z.infer<typeof snippet>, reference: SnippetReference, { instance }: Caller): SnippetThing {
  return {
    kind: 'snippet',
    instance: instance.id,
    fullPath: reference.fullPath,
    id: reference.id,
    webUrl: ownUrl(value.webUrl, instance) ?? referenceUrl(reference, instance),
    title: value.title,
    visibility: value.visibilityLevel ?? undefined,
    author: value.author ? readPerson(value.author, instance) : undefined,
    createdAt: value.createdAt,
    updatedAt: value.updatedAt,
    descriptionHtml: value.descriptionHtml || undefined,
    files: nodesOf(value.blobs).slice(0, MOST_FILES).map(readFile),
  };
}

function readFile({ path, name, size, rawPlainData, binary }: z.infer<typeof file>): SnippetFile {
  const bytes = size ?? Buffer.byteLength(rawPlainData ?? '');
  const untold = typeof rawPlainData !== 'string' && bytes > 0;
  const withheld = binary ? 'binary' : untold || bytes > MAX_TEXT_BYTES ? 'too-big' : undefined;
  const lines = withheld ? undefined : (rawPlainData ?? '').split(/\r?\n/);
  if (lines?.at(-1) === '') lines.pop();
  return { path: path || name || 'snippet', size: bytes, withheld, text: lines?.slice(0, MOST_LINES).join('\n'), lineCount: lines?.length };
}
