import type { CardModel } from '../../../views/macros/card.js';
import type { DiscussedModel, IssueCardModel } from '../../../views/macros/issue-card.js';
import type { FootModel, HeadModel } from '../../../views/macros/frame.js';
import type { MergeRequestCardModel } from '../../../views/macros/merge-request-card.js';
import type { ProjectCardModel } from '../../../views/macros/project-card.js';
import type { Words } from '../../../views/words/words.js';
import type { ProseProps } from '../../../views/parts/prose.js';
import { instanceName, type GitLabInstance } from '../../gitlab/instance.js';
import type { IssueThing, MergeRequestThing, ProjectThing, Readme, Thing } from '../../gitlab/things/things.js';
import { codeCard } from './code.js';
import { environmentCard } from './environment.js';
import { jobCard } from './job.js';
import { tabSection } from './merge-request-tab.js';
import { boardCard, listCard, type ListLook } from './list.js';
import { noteCard } from './note.js';
import { pipelineCard } from './pipeline.js';
import { groupCard, userCard } from './places.js';
import { iterationCard, milestoneCard } from './planning.js';
import { fileAt, textAt, type ProseSetting } from '../content/place.js';
import { describe, describeMarkdown, isMarkdown } from '../content/prose.js';
import { fileCard } from './file.js';
import { labelModel } from './label.js';
import type { SeenAs } from '../outcome.js';
import { personModel } from './phrases.js';
import { said } from './said.js';
import { CONFIDENTIAL, issueStatus, mergeability, mergeRequestStatus, pipelineStatus, projectStatuses } from './statuses.js';
import { issueIcon, typeName } from './work-item-types.js';

/** What a card is drawn from, besides the thing. */
export interface Setting extends ProseSetting {
  readonly instance: GitLabInstance;
  /** Epoch milliseconds: decides what is overdue. */
  readonly now: number;
  readonly seenAs?: SeenAs;
  readonly list?: ListLook;
}

/** A GitLab thing as everything that its card shows, foreign HTML made safe. Pure. */
export function cardOf(thing: Thing, setting: Setting): CardModel {
  switch (thing.kind) {
    case 'issue':
    case 'work-item':
    case 'epic':
      return issueCard(thing, setting);
    case 'merge-request':
      return mergeRequestCard(thing, setting);
    case 'file':
      return fileCard(thing, footOf(setting), setting);
    case 'folder':
    case 'commit':
    case 'comparison':
    case 'branch':
    case 'tag':
    case 'release':
    case 'snippet':
    case 'wiki':
      return codeCard(thing, setting, footOf(setting));
    case 'project':
      return projectCard(thing, setting);
    case 'list':
      return listCard(thing, setting.list, setting.words, footOf(setting));
    case 'board':
      return boardCard(thing, setting.words, footOf(setting));
    case 'group':
      return groupCard(thing, setting, footOf(setting));
    case 'user':
      return userCard(thing, setting.words, footOf(setting));
    case 'pipeline':
      return pipelineCard(thing, setting.words, footOf(setting, thing.finishedAt));
    case 'job':
      return jobCard(thing, setting, footOf(setting, thing.finishedAt));
    case 'environment':
      return environmentCard(thing, setting, footOf(setting, thing.updatedAt));
    case 'milestone':
      return milestoneCard(thing, setting, footOf(setting, thing.updatedAt));
    case 'iteration':
      return iterationCard(thing, setting, footOf(setting, thing.updatedAt));
    case 'note':
      return noteCard(thing, setting, footOf(setting));
  }
}

/** The first lines of an issue's card, and of its chip. */
export function headOfIssue(thing: IssueThing, words: Words): HeadModel {
  const status = issueStatus(thing, words);
  const badges = thing.confidential ? [status, said(CONFIDENTIAL, words)] : [status];
  return { icon: issueIcon(thing.type), kind: typeName(thing.type, words), tone: status.tone, title: thing.title, url: thing.webUrl, badges };
}

/** The first lines of a merge request's card, and of its chip. */
export function headOfMergeRequest(thing: MergeRequestThing, words: Words): HeadModel {
  const status = mergeRequestStatus(thing, words);
  return { icon: 'merge', kind: words.say('kinds.mergeRequest'), tone: status.tone, title: thing.title, url: thing.webUrl, badges: [status] };
}

/** The first lines of a project's card, and of its chip. */
export function headOfProject(thing: ProjectThing, words: Words): HeadModel {
  const badges = projectStatuses(thing, words);
  return { icon: 'project', kind: words.say('kinds.project'), tone: 'neutral', title: thing.nameWithNamespace, url: thing.webUrl, badges };
}

function issueCard(thing: IssueThing, setting: Setting): IssueCardModel {
  const overdue = thing.state === 'opened' && thing.dueDate !== undefined && thing.dueDate < dayOf(setting.now);
  return {
    kind: 'issue',
    ...discussed(thing, setting),
    ...(thing.descriptionMarkdown === undefined ? {} : { description: describeMarkdown(thing.descriptionMarkdown, textAt(thing.webUrl, setting)) }),
    head: headOfIssue(thing, setting.words),
    ended: thing.state === 'closed' && thing.closedAt !== undefined ? { how: 'closed', at: thing.closedAt } : undefined,
    start: thing.startDate,
    due: thing.dueDate === undefined ? undefined : { day: thing.dueDate, overdue },
    parent: thing.parent && { title: thing.parent.title, url: thing.parent.webUrl },
    children: thing.children,
    movedTo: thing.movedTo && { reference: thing.movedTo.reference, url: thing.movedTo.webUrl },
  };
}

function mergeRequestCard(thing: MergeRequestThing, setting: Setting): MergeRequestCardModel {
  const { pipeline, diffStats, sourceProject, sourceBranch, targetBranch } = thing;
  const { words } = setting;
  return {
    kind: 'merge-request',
    ...discussed(thing, setting),
    head: headOfMergeRequest(thing, words),
    ended: endOfMergeRequest(thing),
    ...{ sourceProject, sourceBranch, targetBranch },
    reviewers: thing.reviewers.map(personModel),
    // Once merged or closed, nobody is waited for.
    approvals: { people: thing.approvedBy.map(personModel), complete: thing.approved || thing.state !== 'opened' },
    pipeline: pipeline && { ...pipelineStatus(pipeline, words), url: pipeline.webUrl },
    changes: diffStats && { additions: diffStats.additions, deletions: diffStats.deletions, files: diffStats.fileCount },
    mergeability: mergeability(thing, words),
    ...(thing.tab ? { description: undefined, tab: tabSection({ tab: thing.tab, webUrl: thing.webUrl }, words) } : {}),
  };
}

function endOfMergeRequest({ state, mergedAt, closedAt }: MergeRequestThing): MergeRequestCardModel['ended'] {
  if (state === 'merged') return mergedAt === undefined ? undefined : { how: 'merged', at: mergedAt };
  return state === 'closed' && closedAt !== undefined ? { how: 'closed', at: closedAt } : undefined;
}

function discussed(thing: IssueThing | MergeRequestThing, setting: Setting): Omit<DiscussedModel, 'head' | 'ended'> {
  const { taskCompletion: tasks, milestone } = thing;
  return {
    foot: footOf(setting, thing.updatedAt),
    reference: thing.reference,
    labels: thing.labels.map(labelModel),
    author: thing.author && personModel(thing.author),
    createdAt: thing.createdAt,
    assignees: thing.assignees.map(personModel),
    milestone: milestone && { title: milestone.title, url: milestone.webUrl },
    description: describe(thing.descriptionHtml, textAt(thing.webUrl, setting)),
    comments: thing.userNotesCount,
    upvotes: thing.upvotes,
    tasks: tasks && tasks.count > 0 ? setting.words.say('cards.doneOf', { done: tasks.completedCount, total: tasks.count }) : undefined,
  };
}

function projectCard(thing: ProjectThing, setting: Setting): ProjectCardModel {
  const { openIssues, openMergeRequests, lastActivityAt, defaultBranch, stars, forks, readme } = thing;
  const prose = readme && proseOfReadme(readme, setting);
  return {
    kind: 'project',
    head: headOfProject(thing, setting.words),
    foot: footOf(setting),
    reference: thing.fullPath,
    description: describe(thing.descriptionHtml, textAt(thing.webUrl, setting)),
    topics: thing.topics,
    ...{ openIssues, openMergeRequests, lastActivityAt, defaultBranch, stars, forks },
    readme: readme && prose && { path: readme.path, url: readme.webUrl, prose },
  };
}

/** What is not Markdown stays at GitLab. */
function proseOfReadme({ path, webUrl, markdown }: Readme, setting: Setting): ProseProps | undefined {
  const place = isMarkdown(path) ? fileAt(webUrl, path, setting) : undefined;
  return place && describeMarkdown(markdown, place);
}

function footOf({ instance, seenAs }: Setting, updatedAt?: string): FootModel {
  const host = instanceName(instance);
  return { host, updatedAt, account: seenAs === undefined ? undefined : { username: seenAs, host, instance: instance.id } };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
