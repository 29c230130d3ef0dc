import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { Found, Part } from '../loading/part.js';
import type { NumberedReference } from '../references/reference.js';
import { referenceUrl } from '../references/reference-url.js';
import { parseShape } from '../calls/shape.js';
import type { Comment, NotedThing, NoteThing } from '../things/planning.js';
import { epicName } from './epic.js';
import { maybeText, ownUrl, PERSON, person, readPerson } from './parts.js';
import { parseUrl } from '../../urls.js';

const note = z.object({
  author: person.nullish(),
  bodyHtml: maybeText,
  createdAt: z.string(),
  lastEditedAt: maybeText,
  internal: z.boolean().nullish(),
  resolvable: z.boolean(),
  resolved: z.boolean(),
  resolvedBy: person.nullish(),
  position: z.object({ filePath: z.string(), newLine: z.number().nullish(), oldLine: z.number().nullish() }).nullish(),
  url: maybeText,
});

const noted = z.object({
  title: z.string(),
  state: z.string(),
  webUrl: maybeText,
  confidential: z.boolean().nullish(),
  draft: z.boolean().nullish(),
  type: maybeText,
  workItemType: z.object({ name: z.string() }).nullish(),
});

/** A reference to one comment. */
export type NoteReference = NumberedReference & { readonly note: number };

const WORK_ITEM = 'title state webUrl confidential workItemType { name }';

type Own = Pick<Part, 'name' | 'within' | 'field' | 'select' | 'cost'>;

/** What a comment is on, by its iid: only what its card says of it. */
function notedBy(own: Own): Part {
  return { inside: [], keyType: 'String!', keyField: undefined, most: 1, fragments: [], optional: [], ...own };
}

const ISSUE = notedBy({ name: 'noted issues', within: 'project', field: 'issue', select: ({ keys }) => `(iid: ${keys}) { title state webUrl confidential type }`, cost: () => 6 });
const MERGE_REQUEST = notedBy({ name: 'noted merge requests', within: 'project', field: 'mergeRequest', select: ({ keys }) => `(iid: ${keys}) { title state webUrl draft }`, cost: () => 5 });
const EPIC = notedBy({ name: 'noted epics', within: 'group', field: 'workItem', select: ({ keys }) => `(iid: ${keys}) { ${WORK_ITEM} }`, cost: () => 7 });
const WORK_ITEMS: Part = {
  ...notedBy({ name: 'noted work items', within: 'project', field: 'workItems', select: ({ keys, count }) => `(iids: ${keys}, first: ${count}) { nodes { iid ${WORK_ITEM} } }`, cost: (count) => 9 * (1 + count / 100) }),
  ...{ keyType: '[String!]!', keyField: 'iid', most: 100 },
};

/** The ways to ask for what a comment is on; issues are work items too, under a name that later versions may drop. */
export const NOTED = { issue: [ISSUE, WORK_ITEMS], 'merge-request': [MERGE_REQUEST], 'work-item': [WORK_ITEMS], epic: [EPIC] } as const;

/** A comment by its number alone; an experiment since 15.9. */
export const NOTES: Part = {
  name: 'notes',
  within: 'note',
  inside: [],
  field: undefined,
  keyType: '',
  keyField: undefined,
  most: 1,
  select: () => 'author { ...person } bodyHtml createdAt lastEditedAt internal resolvable resolved resolvedBy { ...person } position { filePath newLine oldLine } url',
  fragments: [PERSON],
  cost: () => 19,
  optional: ['note'],
};

export function noteId(note: number): string {
  return `gid://gitlab/Note/${note}`;
}

/** Which of the ways a reference takes. */
export function notedKind(reference: NoteReference): keyof typeof NOTED {
  return 'level' in reference && reference.level === 'group' ? 'epic' : reference.kind;
}

/** The comment, undefined where it is on something else. @throws GitLabError for another shape */
export function readNote({ value }: Found, reference: NoteReference, instance: GitLabInstance): Comment | undefined {
  const found = parseShape(note, value);
  return isOn(found.url, reference, instance) ? readComment(found, instance) : undefined;
}

/** A comment and what it is on; that alone where the comment is absent, hidden, or on something else. @throws GitLabError for another shape */
export function toNoteThing({ value, fullPath }: Found, comment: Comment | undefined, reference: NoteReference, instance: GitLabInstance): NoteThing {
  const spelled = { ...reference, fullPath };
  return { kind: 'note', instance: instance.id, id: reference.note, webUrl: referenceUrl(spelled, instance), on: readNoted(parseShape(noted, value), spelled, instance), comment };
}

/** A note is found by its number alone, so its own address says what it is on: the link may name another thing. */
function isOn(url: string | null | undefined, { fullPath, iid }: NoteReference, instance: GitLabInstance): boolean {
  const own = parseUrl(ownUrl(url, instance) ?? '');
  const base = new URL(instance.baseUrl).pathname.replace(/\/$/, '');
  const path = own?.pathname.slice(base.length + 1).replace(/^groups\//, '') ?? '';
  const [place, page] = path.split('/-/', 2);
  return place?.toLowerCase() === fullPath.toLowerCase() && page?.split('/').at(-1) === String(iid);
}

function readComment(value: z.infer<typeof note>, instance: GitLabInstance): Comment {
  const { position } = value;
  return {
    author: value.author ? readPerson(value.author, instance) : undefined,
    createdAt: value.createdAt,
    editedAt: value.lastEditedAt ?? undefined,
    body: { html: value.bodyHtml ?? '' },
    internal: value.internal ?? false,
    resolved: value.resolvable ? value.resolved : undefined,
    resolvedBy: value.resolvedBy ? readPerson(value.resolvedBy, instance) : undefined,
    position: position ? { path: position.filePath, line: position.newLine ?? position.oldLine ?? undefined } : undefined,
  };
}

function readNoted(value: z.infer<typeof noted>, reference: NoteReference, instance: GitLabInstance): NotedThing {
  const { fullPath, iid, kind } = reference;
  const { note: _note, ...thing } = reference;
  const type = value.workItemType?.name ?? wordFor(value.type ?? 'issue');
  const isGroups = 'level' in reference && reference.level === 'group';
  return {
    kind,
    type: kind === 'merge-request' ? 'Merge request' : type,
    reference: kind === 'merge-request' ? `${fullPath}!${iid}` : isGroups ? epicName(reference, type) : `${fullPath}#${iid}`,
    webUrl: ownUrl(value.webUrl, instance) ?? referenceUrl(thing, instance),
    title: value.title,
    state: stateOf(value.state),
    draft: value.draft ?? false,
    confidential: value.confidential ?? false,
  };
}

/** `TEST_CASE` to `Test case`. */
function wordFor(type: string): string {
  const words = type.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function stateOf(state: string): NotedThing['state'] {
  const known = state.toLowerCase();
  return known === 'closed' || known === 'locked' || known === 'merged' ? known : 'opened';
}
