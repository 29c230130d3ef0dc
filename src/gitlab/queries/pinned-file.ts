import { z } from 'zod';
import { isTooLarge } from '../calls/client.js';
import { GitLabError } from '../errors.js';
import { SIZED_TEXT } from '../calls/large-text.js';
import { restInTurn, type Means } from '../loading/means.js';
import type { Shared } from '../loading/part.js';
import { askPlace, placePart, type PlacePart } from '../loading/place-part.js';
import { isCommitId, splitRefAndPath, type RefSplit } from '../references/ref-splits.js';
import type { FileReference } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import type { Drift, PinStanding } from '../things/code.js';
import type { FileThing } from '../things/things.js';
import { countAhead } from './commit-count.js';
import { commitUrl } from './commit-parts.js';
import { blob, MAX_TEXT_BYTES, readFile } from './file-content.js';
import { nodesOf } from './parts.js';

/** `head`: what the ref means now; `now` and `then`: the file there, and at the pin. One of each for every way to read the URL. */
const looked = z
  .object({
    lastCommit: z.object({ sha: z.string() }).nullish(),
    nodes: z.array(blob.extend({ oid: z.string().nullish() }).nullable()).nullish(),
  })
  .nullable();

function answerOf(splits: number) {
  const names = Array.from({ length: splits }, (_, index) => [`head${index}`, `now${index}`, `then${index}`]).flat();
  return z.object({ fullPath: z.string(), repository: z.object(Object.fromEntries(names.map((name) => [name, looked]))).nullable() });
}

/** Files at a commit, looked for in so many ways to read their URL. */
export function pinnedFiles({ splits, text }: { splits: number; text: boolean }): PlacePart<z.infer<ReturnType<typeof answerOf>>> {
  const spread = text ? 'pinned' : 'barePinned';
  return placePart({
    name: `${text ? '' : 'bare '}pinned files of ${splits} splits`,
    within: 'project',
    select({ shared }) {
      const lookups = Array.from({ length: splits }, (_, index) => {
        const [ref, path] = [shared[`ref${index}`], shared[`path${index}`]];
        return `head${index}: tree(ref: ${ref}) { lastCommit { sha } }
        now${index}: blobs(paths: [${path}], ref: ${ref}, first: 1) { nodes { path oid } }
        then${index}: blobs(paths: [${path}], ref: ${shared.pin}, first: 1) { nodes { ...${spread} } }`;
      });
      return `repository { ${lookups.join('\n')} }`;
    },
    fragments: [`fragment ${spread} on RepositoryBlob { ${text ? SIZED_TEXT : 'path storedExternally rawSize'} name oid language permalinkPath }`],
    cost: () => 1 + 25 * splits,
    ...(text ? { holdsText: () => true, bytes: 2.5 * MAX_TEXT_BYTES } : {}),
    answer: answerOf(splits),
  });
}

type PinnedReference = FileReference & { readonly pin: string };

/**
 * A file as it was in the commit that it is pinned to, and how far the ref of its URL has moved on: one question, and two calls or more
 * to count when it has. @throws GitLabError, as `askInTurn` does; `not-found` when neither ref nor pin has the file.
 */
export async function loadPinnedFile(means: Means, { pin, ...file }: FileReference): Promise<FileThing> {
  if (pin === undefined) throw new GitLabError('not-found', 'This file is pinned to no commit.');
  const { asker } = means;
  const reference: PinnedReference = { ...file, pin };
  const splits = splitRefAndPath(reference.refAndPath);
  if (splits.length === 0) throw new GitLabError('not-found', 'Git can have no such ref.');
  const ask = (text: boolean) => askPlace(asker, [pinnedFiles({ splits: splits.length, text })], reference.fullPath, sharedOf(reference, splits));
  const project = await ask(true).catch((error: unknown) => {
    if (isTooLarge(error)) return ask(false);
    throw error;
  });
  const at = splits.map((split, index) => lookedUp(project.repository ?? {}, split, index));
  const place = at.find(({ now }) => now) ?? at.find(({ then, head }) => then && head) ?? at.find(({ then }) => then);
  if (!place) throw new GitLabError('not-found', 'The file is absent or hidden from this viewer.');
  const pinned: PinnedReference = { ...reference, fullPath: project.fullPath };
  const drift = isCommitId(place.split.ref) ? undefined : await driftOf(means, pinned, place);
  return toThing(pinned, place, drift, asker);
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

function sharedOf({ pin }: PinnedReference, splits: readonly RefSplit[]): Shared {
  const pairs = splits.flatMap(({ ref, path }, index) => [
    // Older versions call the name HEAD invalid, and mean it where none is given.
    [`ref${index}`, { type: 'String', value: ref === 'HEAD' ? null : ref }],
    [`path${index}`, { type: 'String!', value: path }],
  ]);
  return { pin: { type: 'String!', value: pin }, ...Object.fromEntries(pairs) };
}

async function driftOf(means: Means, reference: PinnedReference, { split, head, now, then }: Place): Promise<Drift> {
  const { caller } = means;
  const { fullPath, pin } = reference;
  const { ref, path } = split;
  const place = { instance: caller.instance.id, fullPath };
  const webUrl = referenceUrl({ kind: 'file', ...place, refAndPath: `${ref}/${path}`, ...(reference.refType ? { refType: reference.refType } : {}) }, caller.instance);
  const base = { ref, webUrl, capped: false, comparisonUrl: undefined };
  if (head === undefined && !now) return { ...base, state: 'gone', ahead: undefined, file: undefined };
  if (head?.startsWith(pin)) return { ...base, state: 'here', ahead: 0, file: 'same' };
  const file = !now ? 'deleted' : then && now.oid === then.oid ? 'same' : 'changed';
  const { ahead, capped, apart } = await countAhead(restInTurn(means), caller, { fullPath, from: pin, to: ref });
  const state = apart ? 'apart' : ahead === 0 ? 'here' : 'ahead';
  const comparisonUrl = referenceUrl({ kind: 'comparison', ...place, from: pin, to: ref, straight: apart }, caller.instance);
  return { ...base, state, ahead, capped, file, comparisonUrl };
}

function toThing(reference: PinnedReference, { split, then }: Place, drift: Drift | undefined, { instance }: Pick<Means['asker'], 'instance'>): FileThing {
  const { pin, fullPath } = reference;
  const { refType: _refType, ...untyped } = reference;
  const at = readFile(then ?? { path: split.path, rawSize: 0 }, { ref: pin, path: split.path }, { ...untyped, refAndPath: `${pin}/${split.path}` }, instance);
  const sha = at.sha ?? pin;
  const standing: PinStanding = { sha, webUrl: commitUrl(sha, fullPath, instance), drift };
  if (then) return { ...at, ref: split.ref, sha, pin: standing };
  return { ...at, ref: split.ref, sha, permalink: undefined, webUrl: drift?.webUrl ?? at.webUrl, text: undefined, lines: undefined, lineCount: undefined, withheld: 'not-at-pin', pin: standing };
}
