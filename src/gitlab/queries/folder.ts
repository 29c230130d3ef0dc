import { z } from 'zod';
import type { Caller, GitLabClient } from '../client.js';
import { GitLabError } from '../errors.js';
import { SchemaMismatch, type GraphQLOperation } from '../graphql-answer.js';
import { splitRefAndPath, type RefSplit } from '../ref-splits.js';
import type { FolderReference } from '../reference.js';
import type { FolderThing } from '../things/code.js';
import { COMMIT, commit } from './commit-parts.js';
import { entries, readFolder, readmePaths, readmes } from './folder-content.js';
import { PERSON } from './parts.js';

const folder = z.object({ lastCommit: commit.nullish(), trees: entries, blobs: entries, submodules: entries });
const probe = z.object({ trees: entries, blobs: entries }).nullish();
const repository = z.object({ rootRef: z.string().nullish(), folder: folder.nullish(), readme: readmes }).catchall(probe);
const answer = z.object({ project: z.object({ fullPath: z.string(), repository: repository.nullish() }).nullish() });
type FolderAnswer = z.infer<typeof answer>;

/** How a query for a folder differs from another. */
export interface FolderQuery {
  /** Other ways of splitting the URL that are tried beside the first. */
  readonly probes: number;
  /** Names the ref's type, which younger versions know. */
  readonly typed: boolean;
}

/** Reads one folder whole, and under aliases (`p0`, `p1`, …) whether there is anything where else the URL may mean. */
export function folderOperation({ probes, typed }: FolderQuery): GraphQLOperation<FolderAnswer> {
  const indices = Array.from({ length: probes }, (_, index) => index);
  const type = typed ? ', refType: $refType' : '';
  const variables = indices.map((index) => `, $ref${index}: String, $path${index}: String`).join('');
  const tried = indices.map((index) => `p${index}: tree(path: $path${index}, ref: $ref${index}${type}) { trees(first: 1) { nodes { name } } blobs(first: 1) { nodes { name } } }`);
  return {
    name: 'folder',
    answer,
    optional: ['lastCommit', 'readme'],
    document: `query folder($fullPath: ID!, $ref: String, $path: String, $readmes: [String!]!${typed ? ', $refType: RefType' : ''}${variables}) {
      project(fullPath: $fullPath) {
        fullPath
        repository {
          rootRef
          folder: tree(path: $path, ref: $ref${type}) {
            lastCommit { ...commit }
            trees(first: 100) { nodes { name } pageInfo { hasNextPage } }
            blobs(first: 100) { nodes { name } pageInfo { hasNextPage } }
            submodules(first: 20) { nodes { name } }
          }
          readme: blobs(paths: $readmes, ref: $ref${type}, first: 4) { nodes { path rawSize rawTextBlob } }
          ${tried.join('\n          ')}
        }
      }
    }
    ${COMMIT} ${PERSON}`,
  };
}

/** Undefined when the project is absent or hidden. @throws GitLabError, `not-found` when only the folder is. */
export async function loadFolder(client: GitLabClient, caller: Caller, reference: FolderReference): Promise<FolderThing | undefined> {
  const [first, ...others] = splitsOf(reference);
  if (!first) throw new GitLabError('not-found', 'Git can have no such ref.');
  const { project } = await ask(client, caller, reference, first, others);
  if (!project) return undefined;
  const found = { ...reference, fullPath: project.fullPath };
  if (hasEntries(project.repository?.folder) || isRoot(reference)) return readFolder(project.repository, first, found, caller.instance);
  const other = others.find((_split, index) => hasEntries(project.repository?.[`p${index}`] as z.infer<typeof probe>));
  if (!other) throw new GitLabError('not-found', 'The folder is absent or hidden from this viewer.');
  const { project: again } = await ask(client, caller, found, other, []);
  return again ? readFolder(again.repository, other, found, caller.instance) : undefined;
}

function isRoot({ refAndPath }: FolderReference): boolean {
  return refAndPath === '';
}

/** A ref alone is the root of its tree; a file's URL always has a path. */
function splitsOf({ refAndPath }: FolderReference): RefSplit[] {
  if (refAndPath === '') return [{ ref: '', path: '' }];
  return splitRefAndPath(`${refAndPath}/.`).map(({ ref, path }) => ({ ref, path: path.replace(/\/?\.$/, '') }));
}

async function ask(client: GitLabClient, caller: Caller, reference: FolderReference, split: RefSplit, others: readonly RefSplit[]): Promise<FolderAnswer> {
  const send = (typed: boolean) => client.graphql(caller, folderOperation({ probes: others.length, typed }), variablesFor(reference, split, others, typed));
  const typed = reference.refType !== undefined;
  try {
    return await send(typed);
  } catch (error) {
    if (error instanceof SchemaMismatch && typed) return send(false);
    throw error;
  }
}

function variablesFor({ fullPath, refType }: FolderReference, { ref, path }: RefSplit, others: readonly RefSplit[], typed: boolean): Record<string, unknown> {
  const pairs = others.flatMap((other, index) => [
    [`ref${index}`, refFor(other)],
    [`path${index}`, other.path],
  ]);
  const type = typed && refType ? { refType: refType.toUpperCase() } : {};
  return { fullPath, ref: refFor({ ref, path }), path, readmes: readmePaths(path), ...type, ...Object.fromEntries(pairs) };
}

/** Older versions call the name HEAD invalid, and mean it where none is given. */
function refFor({ ref }: RefSplit): string | null {
  return ref === '' || ref === 'HEAD' ? null : ref;
}

/** Git knows no empty folder: what holds nothing is not there. */
function hasEntries(found: { readonly [name: string]: unknown } | null | undefined): boolean {
  return ['trees', 'blobs', 'submodules'].some((name) => {
    const list = found?.[name] as z.infer<typeof entries>;
    return (list?.nodes?.length ?? 0) > 0;
  });
}
