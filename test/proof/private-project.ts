import { createHash } from 'node:crypto';
import { drawRing } from '../../demo/gitlab/png.js';
import { issue, label, mergeRequest, milestone, pipeline } from '../../demo/gitlab/world/compose.js';
import type { Issue, MergeRequest, Members, Project, User, Visibility, World } from '../../demo/gitlab/world/model.js';
import type { Note } from '../../demo/gitlab/world/plans.js';
import { repository, textFile } from '../../demo/gitlab/world/repository.js';
import {
  accessLevel, canReadLog, canSeeAsGuest, canSeeCode, canSeeIssue, canSeeMergeRequests, canSeeNote, canSeePipelines, canSeeProject, canSeeSnippet, type Viewer,
} from '../../demo/gitlab/world/visibility.js';
import type { Canaries, Canary } from './canaries.js';

export interface ProjectWish {
  readonly id: number;
  readonly fullPath: string;
  readonly visibility: Visibility;
  readonly members: Members;
  readonly author: User;
  /** Who writes the confidential issue, and so sees it. */
  readonly confidant: User;
  readonly now: number;
}

/** Commits of every project of the proof. */
export const shaOf = (path: string, name: string) => createHash('sha1').update(`${path} ${name}`).digest('hex');
export const UPLOAD = '0123456789abcdef0123456789abcdef';

/** A project in which each thing, and each kind of text that has readers of its own, holds canaries of its own. */
export function makeProject(world: World, canaries: Canaries, wish: ProjectWish): Project {
  const { id, fullPath, author, confidant, now } = wish;
  const made = {} as Project;
  const add = (what: string, part: Canary['part'], sees: (viewer: Viewer) => boolean, confidential: () => boolean = () => false) =>
    canaries.add({ what: `${what} of ${fullPath}`, part, place: fullPath, sees, confidential });
  /** Of a thing that GitLab shows or hides whole. */
  const both = (what: string, sees: (viewer: Viewer) => boolean, confidential?: () => boolean) => ({ title: add(`title of ${what}`, 'title', sees, confidential), body: add(`text of ${what}`, 'body', sees, confidential) });
  const seesProject = (viewer: Viewer) => canSeeProject(world, viewer, made);
  const seesCode = (viewer: Viewer) => canSeeCode(world, viewer, made);
  const seesPipelines = (viewer: Viewer) => canSeePipelines(world, viewer, made);
  const seesRequests = (viewer: Viewer) => canSeeMergeRequests(world, viewer, made);
  const seesAsGuest = (viewer: Viewer) => canSeeAsGuest(world, viewer, made);

  const labels = [label(id * 10, add('label', 'body', seesProject), '#d9534f')];
  const milestones = [milestone({ id: id * 10 + 1, iid: 1, title: add('milestone', 'title', seesProject), description: add('milestone text', 'body', seesProject) })];
  const note = (nth: number, on: string, sees: (viewer: Viewer) => boolean, of: () => boolean, internal = false): Note => ({
    id: id * 100 + nth, author, createdAt: now - 40_000, internal,
    body: `Said ${add(`${internal ? 'internal ' : ''}note on ${on}`, 'body', (viewer) => sees(viewer) && (!internal || canSeeNote(accessLevel(world, viewer, made), { internal } as Note)), () => internal || of())}`,
  });

  function makeIssue(iid: number, given: Partial<Issue>, text: (body: string) => string = (body) => body): Issue {
    const seen: { issue?: Issue } = {};
    const sees = (viewer: Viewer) => seen.issue !== undefined && canSeeIssue(world, viewer, made, seen.issue);
    const isConfidential = () => seen.issue?.confidential ?? false;
    const { title, body } = both(`issue ${iid}`, sees, isConfidential);
    const comments = [note(iid * 2, `issue ${iid}`, sees, isConfidential), note(iid * 2 + 1, `issue ${iid}`, sees, isConfidential, true)];
    seen.issue = issue({ id: id * 100 + iid, iid, title: `Plan ${title}`, description: text(`Because ${body}`), author, assignees: [author], labels, milestone: milestones[0], createdAt: now - iid * 60_000, notes: 2, comments, ...given });
    return seen.issue;
  }

  const [main, work] = [shaOf(fullPath, 'main'), shaOf(fullPath, 'work')];
  function makeRequest(iid: number): MergeRequest {
    const { title, body } = both(`merge request ${iid}`, seesRequests);
    const branch = add(`branch of merge request ${iid}`, 'body', seesCode);
    return mergeRequest({
      id: id * 100 + iid, iid, title: `Change ${title}`, description: `Closes #1 by ${body}`, author, assignees: [author], reviews: [{ user: confidant, state: 'UNREVIEWED' }], labels, milestone: milestones[0],
      sourceBranch: branch, headSha: work, createdAt: now - 50_000, commits: 1, notes: 1, comments: [note(90 + iid, `merge request ${iid}`, seesRequests, () => false)],
      changes: [{ path: `src/${add('changed path', 'body', seesCode)}.ts`, additions: 1, deletions: 0 }],
      pipeline: pipeline({ id: id * 1_000 + iid, iid: 1, status: 'SUCCESS', ref: branch, sha: work, user: author, createdAt: now - 45_000, duration: 61 }),
    });
  }

  const job = { id: id * 10_000 + 1, stage: add('stage', 'body', seesPipelines), name: add('job', 'title', seesPipelines), status: 'FAILED' as const, duration: 4, log: `$ make\n${add('log', 'body', seesPipelines)}\n` };
  const debugged: Project['pipelines'] = [];
  const traced = { ...job, id: id * 10_000 + 2, debug: true, log: '' };
  traced.log = `+ export KEY=${add('log of a debugged job', 'body', (viewer) => canReadLog(world, viewer, made, traced))}\n`;
  const head = pipeline({ id: id * 1_000 + 5, iid: 5, status: 'FAILED', ref: 'main', sha: main, user: author, createdAt: now - 20_000, duration: 9, name: add('pipeline', 'title', seesPipelines), jobs: [job, traced] });
  debugged.push(head);

  const wiki = both('wiki page', seesAsGuest);
  const release = both('release', seesAsGuest);
  const files = new Map([
    ['README.md', textFile(`# Read ${add('README', 'body', seesCode)}\n\n![plan](docs/plan.png)\n`)],
    ['src/hold.ts', textFile(`// ${add('file', 'body', seesCode)}\nexport const HOLD = 15;\nexport const MOST = 3;\n`)],
    [`docs/${add('path', 'body', seesCode)}.md`, textFile('Nothing\n')],
  ]);
  const commit = (sha: string, parent: string | undefined) => ({ sha, parent, title: `Work ${add('commit', 'title', seesCode)}`, body: `So that ${add('commit text', 'body', seesCode)}`, author, at: now - 30_000, tree: files });
  const requests = [makeRequest(1)];
  const [request] = requests;
  const upload = add('picture', 'body', seesProject);
  Object.assign(made, {
    id, fullPath, formerPaths: [], name: `Place ${add('name', 'title', seesProject)}`, description: `About ${add('description', 'body', seesProject)}`, visibility: wish.visibility, archived: false,
    topics: [add('topic', 'body', seesProject)], stars: 1, forks: 0, color: '#123456', members: wish.members,
    features: { issues: 'enabled', repository: 'enabled', mergeRequests: 'enabled' }, createdAt: now - 9e8, lastActivityAt: now - 60_000, labels, milestones,
    issues: [
      makeIssue(1, {}, (body) => `${body}, see #2+ and !1+\n\n![ring](/uploads/${UPLOAD}/ring.png)`),
      makeIssue(2, { confidential: true, author: confidant, assignees: [] }),
      makeIssue(3, { type: 'TASK', parent: 1, confidential: true }),
      // Whose parent is hidden from more people than itself.
      makeIssue(4, { type: 'TASK', parent: 2 }),
      makeIssue(5, { state: 'closed', closedAt: now - 100_000 }),
    ],
    mergeRequests: requests,
    repository: { ...repository([commit(main, undefined), commit(work, main)], { main, [request?.sourceBranch ?? 'work']: work, [`feature/${add('branch', 'title', seesCode)}`]: main }, { v1: main, [add('tag', 'title', seesCode)]: work }) },
    boards: [{ id: id * 10 + 3, name: 'Work', labels: labels.map(({ title }) => title) }],
    releases: [{ id, tag: 'v1', name: release.title, description: release.body, author, releasedAt: now - 70_000, milestones: [], links: [] }],
    snippets: [makeSnippet()],
    wiki: [{ slug: 'plan', title: wiki.title, content: wiki.body }],
    uploads: new Map([[`${UPLOAD}/ring.png`, Buffer.concat([drawRing(), Buffer.from(upload)])]]),
    pipelines: debugged,
    environments: [{ id: id * 10 + 4, name: add('environment', 'title', seesPipelines), state: 'available', tier: 'staging', externalUrl: '', updatedAt: now - 10_000, deployments: [{ id: id * 10 + 5, iid: 1, status: 'success', pipeline: head, job, user: author, at: now - 10_000 }] }],
  } satisfies Project);
  return made;

  function makeSnippet(): NonNullable<Project['snippets']>[number] {
    const seen: { snippet?: NonNullable<Project['snippets']>[number] } = {};
    const { title, body } = both('snippet', (viewer) => seen.snippet !== undefined && canSeeSnippet(world, viewer, seen.snippet, made));
    seen.snippet = { id: id * 10 + 6, title, visibility: 'private', author, createdAt: now - 80_000, description: '', files: [{ name: 'free.sql', text: `-- ${body}\n` }] };
    return seen.snippet;
  }
}
