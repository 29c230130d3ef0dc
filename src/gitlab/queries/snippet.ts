import { z } from 'zod';
import { isTooLarge } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import { SIZED_SNIPPET_TEXT } from '../calls/large-text.js';
import { askInTurn, pieceOf } from '../loading/in-turn.js';
import type { Asker, Part } from '../loading/part.js';
import { askPlace, placePart } from '../loading/place-part.js';
import type { SnippetReference } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import { parseShape } from '../calls/shape.js';
import type { SnippetFile, SnippetThing } from '../things/code.js';
import { MAX_TEXT_BYTES } from './file-content.js';
import { maybeNodes, maybeText, nodesOf, ownUrl, PERSON, person, readPerson } from './parts.js';

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

/** GitLab holds ten files a snippet at most: https://docs.gitlab.com/user/snippets/#add-or-remove-multiple-files */
const MOST_FILES = 10;
/** Of each file: a card shows no more. */
const MOST_LINES = 200;

function fragment(spread: string, text: boolean): string {
  return `fragment ${spread} on Snippet {
  title webUrl createdAt updatedAt descriptionHtml visibilityLevel
  author { ...person }
  blobs(first: ${MOST_FILES}) { nodes { ${text ? SIZED_SNIPPET_TEXT : 'path size'} name binary } }
}`;
}

type Common = Pick<Part, 'fragments' | 'optional' | 'bytes' | 'holdsText'>;

function common(spread: string, text: boolean): Common {
  // Any snippet may have a file of any name.
  return { fragments: [fragment(spread, text), PERSON], optional: ['blobs', 'author'], ...(text ? { holdsText: () => true, bytes: 2.5 * MAX_TEXT_BYTES } : {}) };
}

function ofProject(spread: string, text: boolean): Part {
  const select: Part['select'] = ({ keys, count }) => `(ids: ${keys}, first: ${count}) { nodes { id ...${spread} } }`;
  const cost: Part['cost'] = (count) => (text ? 21 : 20) * (1 + count / 100);
  return { name: `${spread}s of projects`, within: 'project', inside: [], field: 'snippets', keyType: '[SnippetID!]', keyField: 'id', most: 20, select, cost, ...common(spread, text) };
}

function personal(spread: string, text: boolean) {
  return placePart({ name: `personal ${spread}s`, within: 'snippets', select: () => `nodes { ...${spread} }`, cost: () => (text ? 18 : 17), answer: maybeNodes(snippet).unwrap(), ...common(spread, text) });
}

/** Snippets of projects, and of people, who have them by themselves. */
export const SNIPPETS = { project: ofProject('snippet', true), personal: personal('snippet', true) } as const;
/** Without their text, which may be too large. */
export const BARE_SNIPPETS = { project: ofProject('bareSnippet', false), personal: personal('bareSnippet', false) } as const;

/** Without its text when that is too large for an answer. @throws GitLabError, as `askInTurn` does */
export async function loadSnippet(asker: Asker, reference: SnippetReference): Promise<SnippetThing> {
  try {
    return await ask(asker, SNIPPETS, reference);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
    return ask(asker, BARE_SNIPPETS, reference);
  }
}

async function ask(asker: Asker, ways: typeof SNIPPETS, reference: SnippetReference): Promise<SnippetThing> {
  const { fullPath, id } = reference;
  if (fullPath !== undefined) {
    const piece = pieceOf(ways.project, fullPath, `gid://gitlab/ProjectSnippet/${id}`);
    return askInTurn(asker, [{ piece, read: (found) => readSnippet(parseShape(snippet, found.value), { ...reference, fullPath: found.fullPath }, asker) }]);
  }
  const [found] = nodesOf(await askPlace(asker, [ways.personal], `gid://gitlab/PersonalSnippet/${id}`));
  if (!found) throw new GitLabError('not-found', 'The snippet is absent or hidden from this viewer.');
  return readSnippet(found, reference, asker);
}

function readSnippet(value: z.infer<typeof snippet>, reference: SnippetReference, { instance }: Pick<Asker, 'instance'>): SnippetThing {
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
