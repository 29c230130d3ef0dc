import { z } from 'zod';
import { GitLabError } from '../errors.js';
import type { GitLabInstance } from '../instance.js';
import type { Found, Part } from '../loading/part.js';
import { parseShape } from '../calls/shape.js';
import type { PipelineThing } from '../things/ci.js';
import { maybeCount, maybeNodes, maybeText, nodesOf, PERSON, person } from './parts.js';
import { readPipeline } from './pipeline-shape.js';

const status = z.object({ label: maybeText }).nullish();
const job = z.object({
  id: maybeText,
  name: maybeText,
  status: maybeText,
  allowFailure: z.boolean().nullish(),
  webPath: maybeText,
  duration: maybeCount,
  detailedStatus: status,
  stage: z.object({ name: maybeText }).nullish(),
  downstreamPipeline: z.object({ status: z.string(), path: maybeText, detailedStatus: status, project: z.object({ fullPath: z.string() }).nullish() }).nullish(),
});
const jobs = z.object({ nodes: z.array(job.nullable()).nullish(), pageInfo: z.object({ hasNextPage: z.boolean() }).nullish() }).nullish();

const pipeline = z.object({
  id: z.string(),
  status: z.string(),
  detailedStatus: status,
  path: maybeText,
  name: maybeText,
  ref: maybeText,
  refPath: maybeText,
  sha: maybeText,
  source: maybeText,
  createdAt: z.string(),
  finishedAt: maybeText,
  duration: maybeCount,
  coverage: z.number().nullish(),
  failureReason: maybeText,
  commit: z.object({ title: maybeText, webPath: maybeText }).nullish(),
  mergeRequest: z.object({ title: z.string(), webUrl: maybeText }).nullish(),
  user: person.nullish(),
  stages: z.object({ nodes: z.array(z.object({ name: maybeText, status: maybeText, detailedStatus: status }).nullable()).nullish() }).nullish(),
  jobs,
  failed: jobs,
});

export type PipelineAnswer = z.infer<typeof pipeline>;
export type PipelineJobAnswer = z.infer<typeof job>;

const latest = maybeNodes(pipeline).unwrap();

const JOB = 'id name status allowFailure webPath duration detailedStatus { label } stage { name }';

/** The newest runs only: a retried job is told by its successor. Failed ones come by themselves too, so that none is beyond the page. */
const PLAIN = `id status detailedStatus { label } path ref sha createdAt finishedAt duration coverage
  user { ...person }
  stages(first: 30) { nodes { name status detailedStatus { label } } }`;
const FIELDS = {
  plain: `${PLAIN} jobs(first: 100, retried: false) { nodes { ${JOB} } pageInfo { hasNextPage } }`,
  full: `${PLAIN} name source refPath failureReason commit { title webPath } mergeRequest { title webUrl }
  jobs(first: 80, retried: false) { nodes { ${JOB} downstreamPipeline { status path detailedStatus { label } project { fullPath } } } pageInfo { hasNextPage } }
  failed: jobs(first: 10, retried: false, statuses: [FAILED]) { nodes { ${JOB} } }`,
} as const;

const OPTIONAL = ['failed', 'downstreamPipeline', 'mergeRequest', 'commit', 'coverage', 'failureReason', 'refPath'];

/** GitLab's complexity of a pipeline. */
const COSTS = { full: 86, plain: 53 } as const;

function pipelines(detail: keyof typeof FIELDS): Pick<Part, 'within' | 'inside' | 'keyField' | 'most' | 'fragments' | 'optional'> & { readonly spread: string } {
  const spread = detail === 'full' ? 'pipeline' : 'plainPipeline';
  return { within: 'project', inside: [], keyField: undefined, most: 1, fragments: [`fragment ${spread} on Pipeline { ${FIELDS[detail]} }`, PERSON], optional: OPTIONAL, spread };
}

function byId(detail: keyof typeof FIELDS): Part {
  const { spread, ...part } = pipelines(detail);
  const select: Part['select'] = ({ keys }) => `(id: ${keys}) { ...${spread} }`;
  return { ...part, name: `${spread}s`, field: 'pipeline', keyType: 'CiPipelineID!', select, cost: () => COSTS[detail] };
}

function newestOf(detail: keyof typeof FIELDS): Part {
  const { spread, ...part } = pipelines(detail);
  const select: Part['select'] = ({ keys }) => `(ref: ${keys}, first: 1) { nodes { ...${spread} } }`;
  return { ...part, name: `latest ${spread}s`, field: 'pipelines', keyType: 'String!', select, cost: () => 1.01 * (COSTS[detail] + 1) };
}

/** Pipelines by their global id; the second leaves out what the oldest versions served don't have. */
export const PIPELINES = [byId('full'), byId('plain')] as const;
/** The newest pipeline of a ref, likewise. */
export const LATEST_PIPELINES = [newestOf('full'), newestOf('plain')] as const;

/** The name of a project's default branch. */
export const DEFAULT_BRANCHES: Part = {
  name: 'defaultBranches',
  within: 'project',
  inside: ['repository'],
  field: 'rootRef',
  keyType: '',
  keyField: undefined,
  most: 1,
  select: () => '',
  fragments: [],
  cost: () => 2,
  optional: [],
};

export function pipelineId(id: number): string {
  return `gid://gitlab/Ci::Pipeline/${id}`;
}

/** @throws GitLabError for another shape */
export function readOnePipeline({ value, fullPath }: Found, instance: GitLabInstance): PipelineThing {
  return readPipeline(parseShape(pipeline, value), fullPath, instance);
}

/** @throws GitLabError, `not-found` where the ref has none */
export function readLatestPipeline({ value, fullPath }: Found, instance: GitLabInstance): PipelineThing {
  const [newest] = nodesOf(parseShape(latest, value));
  if (!newest) throw new GitLabError('not-found', 'The ref has no pipeline, or none that this viewer may see.');
  return readPipeline(newest, fullPath, instance);
}
