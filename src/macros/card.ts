import type { CardModel } from '../../views/macros/card.js';
import type { DiscussedModel, IssueCardModel } from '../../views/macros/issue-card.js';
import type { FootModel, HeadModel } from '../../views/macros/frame.js';
import type { MergeRequestCardModel } from '../../views/macros/merge-request-card.js';
import type { ProjectCardModel } from '../../views/macros/project-card.js';
import type { PersonModel } from '../../views/parts/person.js';
import { instanceName, type GitLabInstance } from '../gitlab/instance.js';
import type { IssueThing, MergeRequestThing, Person, ProjectThing, Thing } from '../gitlab/things.js';
import { fileCard } from './file-card.js';
import { labelModel } from './label.js';
import { linksFrom } from './links.js';
import type { SeenAs } from './outcome.js';
import { describe, describeReadme } from './prose.js';
import { CONFIDENTIAL, issueIcon, issueStatus, mergeability, mergeRequestStatus, pipelineStatus, projectStatuses } from './statuses.js';

/** What a card is drawn from, besides the thing. */
export interface Setting {
  readonly instance: GitLabInstance;
  /** Epoch milliseconds: decides what is overdue. */
  readonly now: number;
  readonly seenAs?: SeenAs;
}

/** A GitLab thing as everything that its card shows, foreign HTML made safe. Pure. */
export function cardOf(thing: Thing, setting: Setting): CardModel {
  switch (thing.kind) {
    case 'issue':
    case 'work-item':
      return issueCard(thing, setting);
    case 'merge-request':
      return mergeRequestCard(thing, setting);
    case 'file':
      return fileCard(thing, footOf(setting));
    case 'project':
      return projectCard(thing, footOf(setting));
  }
}

/** The first lines of an issue's card, and of its chip. */
export function headOfIssue(thing: IssueThing): HeadModel {
  const status = issueStatus(thing);
  const badges = thing.confidential ? [status, CONFIDENTIAL] : [status];
  return { icon: issueIcon(thing.type), kind: thing.type, tone: status.tone, title: thing.title, url: thing.webUrl, badges };
}

/** The first lines of a merge request's card, and of its chip. */
export function headOfMergeRequest(thing: MergeRequestThing): HeadModel {
  const status = mergeRequestStatus(thing);
  return { icon: 'merge', kind: 'Merge request', tone: status.tone, title: thing.title, url: thing.webUrl, badges: [status] };
}

/** The first lines of a project's card, and of its chip. */
export function headOfProject(thing: ProjectThing): HeadModel {
  const badges = projectStatuses(thing);
  return { icon: 'project', kind: 'Project', tone: 'neutral', title: thing.nameWithNamespace, url: thing.webUrl, badges };
}

function issueCard(thing: IssueThing, setting: Setting): IssueCardModel {
  const overdue = thing.state === 'opened' && thing.dueDate !== undefined && thing.dueDate < dayOf(setting.now);
  return {
    kind: 'issue',
    ...discussed(thing, footOf(setting, thing.updatedAt)),
    head: headOfIssue(thing),
    ended: thing.state === 'closed' && thing.closedAt !== undefined ? { word: 'Closed', at: thing.closedAt } : undefined,
    due: thing.dueDate === undefined ? undefined : { day: thing.dueDate, overdue },
  };
}

function mergeRequestCard(thing: MergeRequestThing, setting: Setting): MergeRequestCardModel {
  const { pipeline, diffStats, sourceProject, sourceBranch, targetBranch } = thing;
  return {
    kind: 'merge-request',
    ...discussed(thing, footOf(setting, thing.updatedAt)),
    head: headOfMergeRequest(thing),
    ended: endOfMergeRequest(thing),
    ...{ sourceProject, sourceBranch, targetBranch },
    reviewers: thing.reviewers.map(personModel),
    // Once merged or closed, nobody is waited for.
    approvals: { people: thing.approvedBy.map(personModel), complete: thing.approved || thing.state !== 'opened' },
    pipeline: pipeline && { ...pipelineStatus(pipeline), url: pipeline.webUrl },
    changes: diffStats && { additions: diffStats.additions, deletions: diffStats.deletions, files: count(diffStats.fileCount, 'file') },
    mergeability: mergeability(thing),
  };
}

function endOfMergeRequest({ state, mergedAt, closedAt }: MergeRequestThing): MergeRequestCardModel['ended'] {
  if (state === 'merged') return mergedAt === undefined ? undefined : { word: 'Merged', at: mergedAt };
  return state === 'closed' && closedAt !== undefined ? { word: 'Closed', at: closedAt } : undefined;
}

function discussed(thing: IssueThing | MergeRequestThing, foot: FootModel): Omit<DiscussedModel, 'head' | 'ended'> {
  const { taskCompletion: tasks, milestone } = thing;
  return {
    foot,
    reference: thing.reference,
    labels: thing.labels.map(labelModel),
    author: thing.author && personModel(thing.author),
    createdAt: thing.createdAt,
    assignees: thing.assignees.map(personModel),
    milestone: milestone && { title: milestone.title, url: milestone.webUrl },
    description: describe(thing.descriptionHtml, linksFrom(thing.webUrl)),
    comments: thing.userNotesCount,
    upvotes: thing.upvotes,
    tasks: tasks && tasks.count > 0 ? `${tasks.completedCount} of ${tasks.count}` : undefined,
  };
}

function projectCard(thing: ProjectThing, foot: FootModel): ProjectCardModel {
  const { openIssues, openMergeRequests, lastActivityAt, defaultBranch, stars, forks, readme } = thing;
  const prose = readme && describeReadme(readme);
  return {
    kind: 'project',
    head: headOfProject(thing),
    foot,
    reference: thing.fullPath,
    description: describe(thing.descriptionHtml, linksFrom(thing.webUrl)),
    topics: thing.topics,
    ...{ openIssues, openMergeRequests, lastActivityAt, defaultBranch, stars, forks },
    readme: readme && prose && { path: readme.path, url: readme.webUrl, prose },
  };
}

function footOf({ instance, seenAs }: Setting, updatedAt?: string): FootModel {
  const host = instanceName(instance);
  return { host, updatedAt, account: seenAs === undefined ? undefined : { username: seenAs, host, instance: instance.id } };
}

function personModel({ name, username, webUrl }: Person): PersonModel {
  return { name, username, url: webUrl };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
