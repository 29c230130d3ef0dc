import { z } from 'zod';
import { isTooLarge, type Caller, type GitLabClient } from '../client.js';
import { GitLabError } from '../errors.js';
import { SchemaMismatch, type GraphQLOperation } from '../graphql-answer.js';
import { splitRefAndPath, type RefSplit } from '../ref-splits.js';
import type { FileReference } from '../reference.js';
import type { FileThing } from '../things.js';
import { blob, readFile, type Blob } from './file-content.js';
import { nodesOf } from './parts.js';

const blobs = z.object({ nodes: z.array(blob.nullable()).nullish() }).nullish();
const answer = z.object({ project: z.object({ fullPath: z.string(), repository: z.record(z.string(), blobs).nullish() }).nullish() });
type FileAnswer = z.infer<typeof answer>;

/** How a query for a file differs from another. */
export interface FileQuery {
  /** How many ways of splitting the URL are looked up at once. */
  readonly splits: number;
  /** Names the ref's type, an argument that a query carries only when the URL has it. */
  readonly typed: boolean;
  readonly text: boolean;
}

/** Looks every split up under an alias (`b0`, `b1`, …): what does not exist has no nodes, so text comes for what does. */
export function fileOperation({ splits, typed, text }: FileQuery): GraphQLOperation<FileAnswer> {
  const indices = Array.from({ length: splits }, (_, index) => index);
  const variables = indices.map((index) => `, $ref${index}: String, $path${index}: String!`).join('');
  const lookups = indices.map((index) => `b${index}: blobs(paths: [$path${index}], ref: $ref${index}${typed ? ', refType: $refType' : ''}, first: 1) { nodes { ...blob } }`);
  return {
    name: 'file',
    answer,
    document: `query file($fullPath: ID!${typed ? ', $refType: RefType' : ''}${variables}) {
      project(fullPath: $fullPath) {
        fullPath
        repository {
          ${lookups.join('\n          ')}
        }
      }
    }
    fragment blob on RepositoryBlob { path name rawSize storedExternally language permalinkPath${text ? ' rawTextBlob' : ''} }`,
  };
}

/** Undefined when the project is absent or hidden. @throws GitLabError, `not-found` when only the file is. */
export async function loadFile(client: GitLabClient, caller: Caller, reference: FileReference): Promise<FileThing | undefined> {
  const splits = splitRefAndPath(reference.refAndPath);
  if (splits.length === 0) throw new GitLabError('not-found', 'Git can have no such ref.');
  const query = { splits: splits.length, typed: reference.refType !== undefined, text: true };
  const ask = (changes: Partial<FileQuery>) => client.graphql(caller, fileOperation({ ...query, ...changes }), variablesFor(reference, splits, changes));
  const { project } = await ask({}).catch((error: unknown) => {
    if (isTooLarge(error)) return ask({ text: false });
    // Versions that do not know the type of a ref resolve its bare name.
    if (error instanceof SchemaMismatch && query.typed) return ask({ typed: false });
    throw error;
  });
  if (!project) return undefined;
  const found = splits
    .map((split, index) => ({ split, blob: nodesOf(project.repository?.[`b${index}`])[0] }))
    .find((candidate): candidate is { split: RefSplit; blob: Blob } => candidate.blob !== undefined);
  if (!found) throw new GitLabError('not-found', 'The file is absent or hidden from this viewer.');
  return readFile(found.blob, found.split, { ...reference, fullPath: project.fullPath }, caller.instance);
}

function variablesFor(reference: FileReference, splits: readonly RefSplit[], { typed = true }: Partial<FileQuery>): Record<string, unknown> {
  const pairs = splits.flatMap(({ ref, path }, index) => [
    // Older versions call the name HEAD invalid, and mean it where none is given.
    [`ref${index}`, ref === 'HEAD' ? null : ref],
    [`path${index}`, path],
  ]);
  const type = typed && reference.refType ? { refType: reference.refType.toUpperCase() } : {};
  return { fullPath: reference.fullPath, ...type, ...Object.fromEntries(pairs) };
}
