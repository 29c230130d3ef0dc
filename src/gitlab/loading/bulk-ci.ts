import { isTooLarge } from '../calls/client.js';
import { jobId, JOBS, readJob } from '../queries/job.js';
import { DEFAULT_BRANCHES, LATEST_PIPELINES, PIPELINES, pipelineId, readLatestPipeline, readOnePipeline } from '../queries/pipeline.js';
import type { JobReference, LatestPipelineReference, PipelineReference } from '../references/reference.js';
import type { JobThing, PipelineThing } from '../things/ci.js';
import { askInTurn, pieceOf } from './in-turn.js';
import type { Asker, Part } from './part.js';

/** @throws GitLabError, as `askInTurn` does */
export function loadPipeline(asker: Asker, { fullPath, id }: PipelineReference): Promise<PipelineThing> {
  return askInTurn(asker, PIPELINES.map((part) => ({ piece: pieceOf(part, fullPath, pipelineId(id)), read: (found) => readOnePipeline(found, asker.instance) })));
}

/** The newest pipeline of a ref; it takes one step more to learn the default branch. @throws GitLabError, as `askInTurn` does */
export async function loadLatestPipeline(asker: Asker, { fullPath, ref }: LatestPipelineReference): Promise<PipelineThing> {
  const of = ref ?? (await askInTurn(asker, [{ piece: pieceOf(DEFAULT_BRANCHES, fullPath, ''), read: ({ value }) => String(value) }]));
  return askInTurn(asker, LATEST_PIPELINES.map((part) => ({ piece: pieceOf(part, fullPath, of), read: (found) => readLatestPipeline(found, asker.instance) })));
}

/** @throws GitLabError, as `askInTurn` does */
export async function loadJob(asker: Asker, reference: JobReference): Promise<JobThing> {
  const ask = (parts: readonly Part[]) =>
    askInTurn(asker, parts.map((part) => ({ piece: pieceOf(part, reference.fullPath, jobId(reference.id)), read: (found) => readJob(found, reference, asker.instance) })));
  try {
    return await ask(JOBS);
  } catch (error) {
    // The last lines of a log may be of any length.
    if (!isTooLarge(error)) throw error;
    return ask(JOBS.slice(1));
  }
}
