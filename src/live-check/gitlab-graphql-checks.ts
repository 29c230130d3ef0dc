import { z } from 'zod';
import { GitLabError } from '../gitlab/errors.js';
import { QueryTooBig, SchemaMismatch } from '../gitlab/calls/graphql-answer.js';
import { writeDocument } from '../gitlab/loading/document.js';
import { planRequests, type Request } from '../gitlab/loading/plan.js';
import { unitCost } from '../gitlab/loading/unit.js';
import { BULK_PARTS, wantsOf, wantsOfPage } from './bulk-parts.js';
import type { GitLabProbe } from './gitlab-probe.js';
import { failed, held, type Verdict } from './verdict.js';

/** https://docs.gitlab.com/api/graphql/#limits, filled as the server fills them. */
const ROOM = { user: 250 * 0.85, anybody: 200 * 0.85 };
const MOST_BYTES = 1024 * 1024;
/** What queryComplexity itself costs. */
const MEASURING = 3;
const Complexity = z.object({ queryComplexity: z.object({ score: z.number().positive(), limit: z.number().nullish() }) });

/** Each way of asking by itself, so that one unknown field does not hide another. */
export async function kindsByGraphQL(probe: GitLabProbe): Promise<Verdict> {
  const unknown: string[] = [];
  for (const part of BULK_PARTS) {
    const [request] = planRequests(wantsOf(part, 1, 1), { complexity: ROOM.anybody, things: 1, lists: false });
    if (request && !(await fits(probe, request))) unknown.push(part.name);
  }
  return unknown.length === 0 ? held(`all ${BULK_PARTS.length}`) : failed(`unknown to it: ${unknown.join(', ')}`);
}

/** False where the schema lacks something. What is absent, hidden or too big is known. */
async function fits(probe: GitLabProbe, request: Request): Promise<boolean> {
  try {
    await send(probe, request, false);
    return true;
  } catch (error) {
    if (error instanceof SchemaMismatch) return false;
    if (error instanceof QueryTooBig || (error instanceof GitLabError && error.failure === 'not-found')) return true;
    throw error;
  }
}

export async function complexityTold({ client, caller }: GitLabProbe): Promise<Verdict> {
  try {
    const { data } = await client.graphqlParts(caller, { name: 'cost', document: 'query cost { queryComplexity { score limit } }', maxBytes: MOST_BYTES }, {});
    const told = Complexity.safeParse(data);
    return told.success ? held(`the limit is ${told.data.queryComplexity.limit ?? 'not told'}`) : failed('it tells no score');
  } catch (error) {
    if (error instanceof SchemaMismatch) return failed(error.message);
    throw error;
  }
}

export async function complexityAsEstimated(probe: GitLabProbe): Promise<Verdict> {
  const complexity = probe.caller.accessToken === undefined ? ROOM.anybody : ROOM.user;
  const ratios: number[] = [];
  for (const request of planRequests(wantsOfPage(), { complexity, things: 1_000, lists: true })) {
    const estimate = request.reduce((sum, unit) => sum + unitCost(unit), MEASURING);
    try {
      ratios.push(Complexity.parse((await send(probe, request, true)).data).queryComplexity.score / estimate);
    } catch (error) {
      if (error instanceof QueryTooBig) return failed(`a query of an estimated ${Math.round(estimate)} was too complex`, 2);
      throw error instanceof z.ZodError ? new GitLabError('unavailable', 'It tells no score.') : error;
    }
  }
  const times = Math.round(Math.max(...ratios) * 100) / 100;
  const detail = `${times} times the estimate`;
  return times <= 1 ? held(detail) : failed(detail, times);
}

export async function projectsByPath({ client, caller }: GitLabProbe): Promise<Verdict> {
  const document = 'query listed($paths: [String!]) { projects(fullPaths: $paths, first: 2) { nodes { fullPath } } }';
  try {
    const { data } = await client.graphqlParts(caller, { name: 'listed', document, maxBytes: MOST_BYTES }, { paths: ['live-check/p0', 'live-check/p1'] });
    return z.object({ projects: z.object({ nodes: z.array(z.unknown()) }) }).safeParse(data).success ? held('it takes them') : failed('it answers with no list');
  } catch (error) {
    if (error instanceof SchemaMismatch) return failed(error.message);
    throw error;
  }
}

function send({ client, caller }: GitLabProbe, request: Request, measured: boolean) {
  const { text, variables } = writeDocument(request, { measured });
  return client.graphqlParts(caller, { name: 'things', document: text, maxBytes: MOST_BYTES }, variables);
}
