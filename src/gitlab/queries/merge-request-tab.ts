import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { Found, Part } from '../loading/part.js';
import type { MergeRequestReference } from '../references/reference.js';
import { parseShape } from '../calls/shape.js';
import type { MergeRequestTab } from '../things/merge-request-tab.js';
import { maybeCount, maybeNodes, maybeText, MOST_NODES, nodesOf, ownUrl } from './parts.js';
import { numberOf } from './pipeline-shape.js';

const commit = z.object({ shortId: z.string(), title: maybeText, webUrl: maybeText, authorName: maybeText, authoredDate: maybeText });
const pipeline = z.object({
  id: z.string(),
  status: z.string(),
  detailedStatus: z.object({ label: maybeText }).nullish(),
  path: maybeText,
  sha: maybeText,
  createdAt: z.string(),
  duration: maybeCount,
});

const tabs = {
  changes: z.object({ diffStats: z.array(z.object({ path: z.string(), additions: z.number(), deletions: z.number() })).nullable() }),
  commits: z.object({ commitCount: maybeCount, commits: maybeNodes(commit) }),
  pipelines: z.object({ pipelines: maybeNodes(pipeline) }),
};

type Tab = NonNullable<MergeRequestReference['tab']>;

const FIELDS: Readonly<Record<Tab, string>> = {
  changes: 'diffStats { path additions deletions }',
  commits: 'commitCount commits(first: 20) { nodes { shortId title webUrl authorName authoredDate } }',
  pipelines: 'pipelines(first: 10) { nodes { id status detailedStatus { label } path sha createdAt duration } }',
};

function behind(tab: Tab, cost: number): Part {
  return {
    name: `${tab} of merge requests`,
    within: 'project',
    inside: [],
    field: 'mergeRequest',
    keyType: 'String!',
    keyField: undefined,
    most: 1,
    select: ({ keys }) => `(iid: ${keys}) { ${FIELDS[tab]} }`,
    fragments: [],
    cost: () => cost,
    optional: [],
  };
}

/** What is behind each tab of a merge request. */
export const TABS: Readonly<Record<Tab, Part>> = { changes: behind('changes', 5), commits: behind('commits', 11), pipelines: behind('pipelines', 13) };

/** @throws GitLabError for another shape */
export function readTab({ value: found }: Found, tab: Tab, instance: GitLabInstance): MergeRequestTab {
  switch (tab) {
    case 'changes': {
      const files = parseShape(tabs.changes, found).diffStats ?? [];
      return { is: 'changes', files: files.slice(0, MOST_NODES), total: files.length };
    }
    case 'commits': {
      const value = parseShape(tabs.commits, found);
      const commits = nodesOf(value.commits).map(({ shortId, title, webUrl, authorName, authoredDate }) => ({
        ...{ shortId, title: title ?? shortId, webUrl: ownUrl(webUrl, instance) },
        ...{ authorName: authorName ?? undefined, at: authoredDate ?? undefined },
      }));
      return { is: 'commits', commits, total: Math.max(value.commitCount ?? 0, commits.length) };
    }
    case 'pipelines':
      return { is: 'pipelines', pipelines: nodesOf(parseShape(tabs.pipelines, found).pipelines).map((one) => readPipeline(one, instance)) };
  }
}

function readPipeline({ id, status, detailedStatus, path, sha, createdAt, duration }: z.infer<typeof pipeline>, instance: GitLabInstance) {
  return {
    ...{ id: numberOf(id), status: status.toLowerCase(), label: detailedStatus?.label ?? undefined, webUrl: ownUrl(path, instance) },
    ...{ sha: sha ?? undefined, createdAt, duration: duration ?? undefined },
  };
}
