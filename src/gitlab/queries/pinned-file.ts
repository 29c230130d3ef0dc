import { z } from 'zod';
import { isTooLarge, type Caller, type GitLabClient } from '../client.js';
import { GitLabError } from '../errors.js';
import type { GraphQLOperation } from '../graphql-answer.js';
import { isCommitId, splitRefAndPath, type RefSplit } from '../ref-splits.js';
import type { FileReference } from '../reference.js';
import { referenceUrl } from '../reference-url.js';
import type { Drift, PinStanding } from '../things/code.js';
import type { FileThing } from '../things.js';
import { countAhead } from './commit-count.js';
import { commitUrl } from './commit-parts.js';
import { blob, readFile } from './file-content.js';
import { nodesOf } from './parts.js';

/** `head`: what the ref means now; `now` and `then`: the file there, and at the pin. One of each for every way to read the URL. */
const looked = z
  .object({
    lastCommit: z.object({ sha: z.string() }).nullish(),
    nodes: z.array(blob.extend({ oid: z.string().nullish() }).nullable()).nullish(),
  })
  .nullish();
const answer = z.object({ project: z.object({ fullPath: z.string(), repository: z.record(z.string(), looked).nullish() }).nullish() });
type Answer = z.infer<typeof answer>;

export function pinnedFileOperation({ splits, text }: { splits: number; text: boolean }): GraphQLOperation<Answer> {
  const indices = Array.from({ length: splits }, (_, index) => index);
  const variables = indices.map((index) => `, $ref${index}: String, $path${index}: String!`).join('');
  const lookups = indices.map(
    (index) => `head${index}: tree(ref: $ref${index}) { lastCommit { sha } }
          now${index}: blobs(paths: [$path${index}], ref: $ref${index}, first: 1) { nodes { path oid } }
          then${index}: blobs(paths: [$path${index}], ref: $pin, first: 1) { nodes { ...blob } }`,
  );
  return {
    name: 'pinnedFile',
    answer,
    document: `query pinnedFile($fullPath: ID!, $pin: String!${variables}) {
      project(fullPath: $fullPath) {
        fullPath
        repository {
          ${lookups.join('\n          ')}
        }
      }
    }
    fragment blob on RepositoryBlob { path name oid rawSize storedExternally language permalinkPath${text ? ' rawTextBlob' : ''} }`,
  };
}

type PinnedReference = FileReference & { readonly pin: string };

/**
 * A file as it was in the commit that it is pinned to, and how far the ref of its URL has moved on: one call, and two or more to count
 * when it has. Undefined when the project is absent or hidden. @throws GitLabError, `not-found` when neither ref nor pin has the file.
 */
export async function loadPinnedFile(client: GitLabClient, caller: Caller, { pin, ...file }: FileReference): Promise<FileThing | undefined> {
  if (pin === undefined) throw new GitLabError('not-found', 'This file is pinned to no commit.');
  const reference: PinnedReference = { ...file, pin };
  const splits = splitRefAndPath(reference.refAndPath);
  if (splits.length === 0) throw new GitLabError('not-found', 'Git can have no such ref.');
  const variables = variablesFor(reference, splits);
  const ask = (text: boolean) => client.graphql(caller, pinnedFileOperation({ splits: splits.length, text }), variables);
  const { project } = await ask(true).catch((error: unknown) => {
    if (isTooLarge(error)) return ask(false);
    throw error;
  });
  if (!project) return undefined;
  const at = splits.map((split, index) => lookedUp(project.repository ?? {}, split, index));
  const place = at.find(({ now }) => now) ?? at.find(({ then, head }) => then && head) ?? at.find(({ then }) => then);
  if (!place) throw new GitLabError('not-found', 'The file is absent or hidden from this viewer.');
  const pinned: PinnedReference = { ...reference, fullPath: project.fullPath };
  const drift = isCommitId(place.split.ref) ? undefined : await driftOf(client, caller, pinned, place);
  return toThing(pinned, place, drift, caller);
}

/** What one way to read the URL led to. */
interface Place {
  readonly split: RefSplit;
  readonly head: string | undefined;
  readonly now: { readonly oid?: string | null | undefined } | undefined;
  readonly then: Pinned | undefined;
}
type Pinned = z.infer<typeof blob> & { readonly oid?: string | null | undefined };

function lookedUp(answers: Readonly<Record<string, z.infer<typeof looked>>>, split: RefSplit, index: number): Place {
  const file = (name: string) => nodesOf(answers[`${name}${index}`])[0];
  return { split, head: answers[`head${index}`]?.lastCommit?.sha, now: file('now'), then: file('then') };
}

function variablesFor({ fullPath, pin }: PinnedReference, splits: readonly RefSplit[]): Record<string, unknown> {
  const pairs = splits.flatMap(({ ref, path }, index) => [
    // Older versions call the name HEAD invalid, and mean it where none is given.
    [`ref${index}`, ref === 'HEAD' ? null : ref],
    [`path${index}`, path],
  ]);
  return { fullPath, pin, ...Object.fromEntries(pairs) };
}

async function driftOf(client: GitLabClient, caller: Caller, reference: PinnedReference, { split, head, now, then }: Place): Promise<Drift> {
  const { fullPath, pin } = reference;
  const { ref, path } = split;
  const place = { instance: caller.instance.id, fullPath };
  const webUrl = referenceUrl({ kind: 'file', ...place, refAndPath: `${ref}/${path}`, ...(reference.refType ? { refType: reference.refType } : {}) }, caller.instance);
  const base = { ref, webUrl, capped: false, comparisonUrl: undefined };
  if (head === undefined && !now) return { ...base, state: 'gone', ahead: undefined, file: undefined };
  if (head?.startsWith(pin)) return { ...base, state: 'here', ahead: 0, file: 'same' };
  const file = !now ? 'deleted' : then && now.oid === then.oid ? 'same' : 'changed';
  const { ahead, capped, apart } = await countAhead(client, caller, { fullPath, from: pin, to: ref });
  const state = apart ? 'apart' : ahead === 0 ? 'here' : 'ahead';
  const comparisonUrl = referenceUrl({ kind: 'comparison', ...place, from: pin, to: ref, straight: apart }, caller.instance);
  return { ...base, state, ahead, capped, file, comparisonUrl };
}

function toThing(reference: PinnedReference, { split, then }: Place, drift: Drift | undefined, { instance }: Caller): FileThing {
  const { pin, fullPath } = reference;
  const { refType: _refType, ...untyped } = reference;
  const at = readFile(then ?? { path: split.path, rawSize: 0 }, { ref: pin, path: split.path }, { ...untyped, refAndPath: `${pin}/${split.path}` }, instance);
  const sha = at.sha ?? pin;
  const standing: PinStanding = { sha, webUrl: commitUrl(sha, fullPath, instance), drift };
  if (then) return { ...at, ref: split.ref, sha, pin: standing };
  return { ...at, ref: split.ref, sha, permalink: undefined, webUrl: drift?.webUrl ?? at.webUrl, text: undefined, lines: undefined, lineCount: undefined, withheld: 'not-at-pin', pin: standing };
}
