import { badRequest } from '../../errors.js';
import type { GitLabInstance } from '../../gitlab/instance.js';
import { parseReference } from '../../gitlab/references/parse-reference.js';
import { PlacePath, SpaceKey, type Policies } from '../../sites/policies.js';
import type { Words } from '../../../views/words/words.js';

type Place = NonNullable<Policies['places']>[number];
type Named = Pick<GitLabInstance, 'id' | 'baseUrl'>;

const MOST_SPACES = 500;
const MOST_PLACES = 500;

/** What somebody typed into a field of several lines, each entry once. */
export function entriesOf(text: string, separator: RegExp): readonly string[] {
  return [...new Set(text.split(separator).map((entry) => entry.trim()).filter((entry) => entry !== ''))];
}

/** @throws AppError 400 */
export function readSpaceKeys(text: string, words: Words, most = MOST_SPACES): readonly string[] {
  const keys = entriesOf(text, /[\s,;]+/);
  const bad = keys.filter((key) => !SpaceKey.safeParse(key).success);
  if (bad.length > 0) throw badRequest(words.say('policies.spacesBad', { keys: shortly(bad) }));
  return within(keys, most, words);
}

/** Addresses of groups and projects of these instances. @throws AppError 400 */
export function readPlaces(text: string, instances: readonly Named[], words: Words, most = MOST_PLACES): readonly Place[] {
  const lines = entriesOf(text, /\s+/);
  const read = lines.map((line) => placeAt(line, instances));
  const bad = lines.filter((_line, index) => !read[index]);
  if (bad.length > 0) throw badRequest(words.say('policies.addressesBad', { lines: shortly(bad) }));
  const places = new Map(read.flatMap((place) => (place ? [[`${place.instance} ${place.path.toLowerCase()}`, place] as const] : [])));
  return within([...places.values()], most, words);
}

/** The same at one instance, where the path alone will do. @throws AppError 400 */
export function readPaths(text: string, instance: Named, words: Words, most: number): readonly string[] {
  const addressed = text.replace(/[^\s]+/g, (line) => (line.includes('://') || !PlacePath.safeParse(line).success ? line : `${instance.baseUrl}/${line}`));
  return readPlaces(addressed, [instance], words, most).map(({ path }) => path);
}

/** A group's or project's own page, and nothing in it: whoever pastes another address means something else. */
function placeAt(line: string, instances: readonly Named[]): Place | undefined {
  const reference = parseReference(line, instances);
  if (reference?.kind !== 'group' && reference?.kind !== 'project' && reference?.kind !== 'namespace') return undefined;
  const path = PlacePath.safeParse(reference.fullPath);
  return path.success ? { instance: reference.instance, path: path.data } : undefined;
}

function within<T>(all: readonly T[], most: number, words: Words): readonly T[] {
  if (all.length > most) throw badRequest(words.say('policies.tooMany', { most }));
  return all;
}

const MOST_LETTERS = 300;

/** So much of a list as a sentence or an entry of the audit log holds. */
export function shortly(all: readonly string[]): string {
  const text = all.join(', ');
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}
