import { z } from 'zod';
import type { FolderChoice, ProjectChoice, RefChoice, WorkChoice } from '../../views/editor/answer.js';
import type { AsViewer as AsAuthor, LinkedCaller as Author } from '../accounts/viewer.js';
import type { ConnectHandler } from '../connect/caller.js';
import { GitLabError } from '../gitlab/errors.js';
import type { GitLab } from '../gitlab/gitlab.js';
import type { Reference } from '../gitlab/references/reference.js';
import type { ListRow } from '../gitlab/things/list.js';
import type { Sites } from '../sites/site.js';
import { allowsAddress, type Policies } from '../sites/policies.js';
import { createFinding, instance, refuseElsewhere, words } from './finding.js';

export interface FindParts {
  readonly gitlab: Pick<GitLab, 'load' | 'finder'>;
  readonly sites: Pick<Sites, 'of'>;
  readonly asAuthor: AsAuthor;
}

/** What an editor's finder asks; each answers an `Answer` as JSON and expects a verified caller. */
export interface Find {
  readonly projects: ConnectHandler;
  readonly recent: ConnectHandler;
  /** Issues or merge requests of a project. */
  readonly things: ConnectHandler;
  readonly folder: ConnectHandler;
  readonly refs: ConnectHandler;
}

const project = z.string().min(1).max(500);
const ROWS = 20;

export function createFind({ gitlab, sites, asAuthor }: FindParts): Find {
  const finding = createFinding({ sites, asAuthor });
  return {
    projects: finding(z.object({ instance, words }), async (author, query, policies): Promise<readonly ProjectChoice[]> => allowed(await gitlab.finder.projects(author, query.words), policies, author)),
    recent: finding(z.object({ instance }), async (author, _query, policies): Promise<readonly WorkChoice[]> => allowed(await gitlab.finder.recentWork(author, author.username), policies, author)),
    refs: finding(z.object({ instance, project, words }), async (author, query, policies): Promise<readonly RefChoice[]> => {
      refuseElsewhere(policies, author, query.project);
      const { defaultBranch, branches, tags } = await gitlab.finder.refs(author, query.project, query.words);
      const sorted = [...branches].sort((left, right) => Number(right === defaultBranch) - Number(left === defaultBranch));
      return [...sorted.map((name) => ({ kind: 'branch' as const, name, isDefault: name === defaultBranch })), ...tags.map((name) => ({ kind: 'tag' as const, name, isDefault: false }))];
    }),
    things: finding(z.object({ instance, project, of: z.enum(['issues', 'merge-requests']), words }), async (author, query, policies) => {
      refuseElsewhere(policies, author, query.project);
      return allowed(await findThings(gitlab, author, query), policies, author);
    }),
    folder: finding(
      z.object({ instance, project, ref: z.string().max(500).default(''), type: z.enum(['heads', 'tags']).optional(), path: z.string().max(2_000).default('') }),
      (author, query, policies) => {
        refuseElsewhere(policies, author, query.project);
        return readFolder(gitlab, author, query, policies);
      },
    ),
  };
}

/** What the policies let be shown. */
function allowed<T extends { readonly webUrl: string }>(all: readonly T[], policies: Policies, { instance: place }: Author): readonly T[] {
  return all.filter(({ webUrl }) => allowsAddress(policies, webUrl, place));
}

interface ThingsQuery {
  readonly project: string;
  readonly of: 'issues' | 'merge-requests';
  readonly words: string;
}

/** By words, the newest change first; a number finds the thing of that number before. */
async function findThings(gitlab: FindParts['gitlab'], author: Author, { project: fullPath, of, words: search }: ThingsQuery): Promise<readonly WorkChoice[]> {
  const { instance: place, accessToken, signal } = author;
  const iid = /^[#!]?(\d{1,9})$/.exec(search.trim())?.[1];
  const kind = of === 'issues' ? 'issue' : 'merge-request';
  const filter = { sort: 'updated_desc', state: 'all', ...(search.trim() === '' ? {} : { search: search.trim() }) };
  const { id } = place;
  const list: Reference = { kind: 'list', instance: id, fullPath, level: 'project', of, filter, page: { rows: ROWS } };
  const [listed, numbered] = await Promise.all([
    gitlab.load(place, list, accessToken, signal, author),
    iid === undefined ? undefined : gitlab.load(place, { kind, instance: id, fullPath, iid: Number(iid) }, accessToken, signal, author).catch(absentOnly),
  ]);
  const rows = listed.kind === 'list' ? listed.rows.map((row) => choiceOf(kind, row)) : [];
  const exact = numbered?.kind === 'issue' || numbered?.kind === 'merge-request' ? [{ kind, title: numbered.title, reference: numbered.reference, state: numbered.state.toLowerCase(), webUrl: numbered.webUrl } as const] : [];
  return [...exact, ...rows.filter(({ webUrl }) => webUrl !== exact[0]?.webUrl)];
}

function choiceOf(kind: WorkChoice['kind'], { title, reference, state, webUrl }: ListRow): WorkChoice {
  return { kind, title, reference: reference ?? '', state, webUrl };
}

function absentOnly(error: unknown): undefined {
  if (!(error instanceof GitLabError) || error.failure !== 'not-found') throw error;
}

interface FolderQuery {
  readonly project: string;
  /** Empty for the default branch. */
  readonly ref: string;
  readonly type?: 'heads' | 'tags' | undefined;
  readonly path: string;
}

async function readFolder(gitlab: FindParts['gitlab'], author: Author, query: FolderQuery, policies: Policies): Promise<FolderChoice> {
  const { instance: place, accessToken, signal } = author;
  const { project: fullPath, ref, type, path } = query;
  const refAndPath = [ref || (path && 'HEAD'), path].filter((part) => part !== '').join('/');
  const thing = await gitlab.load(place, { kind: 'folder', instance: place.id, fullPath, refAndPath, ...(type ? { refType: type } : {}) }, accessToken, signal, author);
  if (thing.kind !== 'folder') throw new GitLabError('not-found', 'There is no such folder.');
  // A project that was moved answers to its old path.
  refuseElsewhere(policies, author, thing.fullPath);
  const inside = thing.entries.flatMap(({ kind, name, webUrl }) => (kind === 'submodule' || webUrl === undefined ? [] : [{ kind, name, webUrl }]));
  return { ref: thing.ref, webUrl: thing.webUrl, inside, cut: thing.cut };
}
