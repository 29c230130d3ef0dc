import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { RefSplit } from '../references/ref-splits.js';
import type { FolderReference } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import type { FolderEntry, FolderThing } from '../things/code.js';
import type { Readme } from '../things/things.js';
import { readCommit, type commit } from './commit-parts.js';
import { MAX_TEXT_BYTES } from './file-content.js';
import { bytes, maybeText, nodesOf } from './parts.js';

/** Names in a folder, as GraphQL lists them. */
export const entries = z
  .object({ nodes: z.array(z.object({ name: z.string() }).nullable()).nullable(), pageInfo: z.object({ hasNextPage: z.boolean().nullish() }).nullish() })
  .nullable();
export const readmes = z.object({ nodes: z.array(z.object({ path: z.string(), rawSize: bytes.nullish(), rawTextBlob: maybeText }).nullable()).nullish() }).nullish();

/** What Git forges show below a folder, the best known first. */
const README_NAMES = ['README.md', 'readme.md', 'Readme.md', 'README.markdown'];

export function readmePaths(folder: string): string[] {
  return README_NAMES.map((name) => join(folder, name));
}

/** Whether a README is looked for under that path, in whatever folder. */
export function isReadme(path: string): boolean {
  return README_NAMES.includes(path.slice(path.lastIndexOf('/') + 1));
}

interface FolderAnswer {
  readonly rootRef?: string | null | undefined;
  readonly folder?:
    | {
        readonly lastCommit?: z.infer<typeof commit> | null | undefined;
        readonly trees?: z.infer<typeof entries>;
        readonly blobs?: z.infer<typeof entries>;
        readonly submodules?: z.infer<typeof entries>;
      }
    | null
    | undefined;
  readonly readme?: z.infer<typeof readmes>;
}

/** `reference` is spelled as GitLab spells the project. */
export function readFolder(answer: FolderAnswer | null | undefined, split: RefSplit, reference: FolderReference, instance: GitLabInstance): FolderThing {
  const { folder } = answer ?? {};
  const ref = split.ref || (answer?.rootRef ?? undefined);
  const place: Place = { reference, ref: ref ?? 'HEAD', path: split.path, instance };
  const lists = [folder?.trees, folder?.blobs];
  return {
    kind: 'folder',
    instance: instance.id,
    fullPath: reference.fullPath,
    webUrl: referenceUrl(reference, instance),
    ref,
    path: split.path,
    entries: [
      ...nodesOf(folder?.trees).map(({ name }) => entry('folder', name, place)),
      ...nodesOf(folder?.submodules).map(({ name }): FolderEntry => ({ kind: 'submodule', name, webUrl: undefined })),
      ...nodesOf(folder?.blobs).map(({ name }) => entry('file', name, place)),
    ],
    cut: lists.some((list) => list?.pageInfo?.hasNextPage === true),
    lastCommit: folder?.lastCommit ? readCommit(folder.lastCommit, reference.fullPath, instance) : undefined,
    readme: readReadme(answer?.readme, place),
  };
}

interface Place {
  readonly reference: FolderReference;
  readonly ref: string;
  readonly path: string;
  readonly instance: GitLabInstance;
}

function entry(kind: 'folder' | 'file', name: string, place: Place): FolderEntry {
  return { kind, name, webUrl: urlOf(kind, join(place.path, name), place) };
}

function urlOf(kind: 'folder' | 'file', path: string, { reference, ref, instance }: Place): string {
  const { fullPath, refType } = reference;
  return referenceUrl({ kind, instance: instance.id, fullPath, refAndPath: `${ref}/${path}`, ...(refType ? { refType } : {}) }, instance);
}

function readReadme(found: z.infer<typeof readmes>, place: Place): Readme | undefined {
  const blobs = nodesOf(found);
  const blob = readmePaths(place.path).map((path) => blobs.find((one) => one.path === path)).find((one) => one?.rawTextBlob);
  if (!blob?.rawTextBlob || (blob.rawSize ?? blob.rawTextBlob.length) > MAX_TEXT_BYTES) return undefined;
  return { path: blob.path, webUrl: urlOf('file', blob.path, place), markdown: blob.rawTextBlob };
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
