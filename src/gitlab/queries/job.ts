import { z } from 'zod';
import type { GitLabInstance } from '../instance.js';
import type { Found, Part } from '../loading/part.js';
import { referenceUrl } from '../references/reference-url.js';
import type { JobReference } from '../references/reference.js';
import { parseShape } from '../calls/shape.js';
import type { JobArtifact, JobThing } from '../things/ci.js';
import { bytes, maybeCount, maybeText, nodesOf, ownUrl, PERSON, person, readPerson } from './parts.js';
import { numberOf } from './pipeline-shape.js';

const artifact = z.object({ name: maybeText, fileType: maybeText, size: bytes.nullish(), expireAt: maybeText });

const job = z.object({
  name: maybeText,
  status: maybeText,
  detailedStatus: z.object({ label: maybeText }).nullish(),
  stage: z.object({ name: maybeText }).nullish(),
  allowFailure: z.boolean(),
  retried: z.boolean().nullish(),
  webPath: maybeText,
  refName: maybeText,
  shortSha: z.string(),
  commitPath: maybeText,
  createdAt: z.string(),
  finishedAt: maybeText,
  duration: maybeCount,
  coverage: z.number().nullish(),
  queuedDuration: z.number().nullish(),
  erasedAt: maybeText,
  failureMessage: maybeText,
  exitCode: maybeCount,
  artifacts: z.object({ nodes: z.array(artifact.nullable()).nullish() }).nullish(),
  pipeline: z.object({ id: maybeText, path: maybeText, user: person.nullish() }).nullish(),
  trace: z.object({ htmlSummary: z.string() }).nullish(),
});

/** GitLab sends a hundred at most. */
const LOG_LINES = 50;

const PLAIN = `name status detailedStatus { label } stage { name } allowFailure webPath refName shortSha commitPath createdAt finishedAt duration coverage
  pipeline { id path user { ...person } }`;

/**
 * `plain` leaves out what the oldest versions served don't have. The log's end comes as `htmlSummary` (an experiment since 15.11):
 * GitLab itself then reads no more than the end, where REST's trace would send the whole; so a version without it shows no log.
 */
const FIELDS = {
  plain: PLAIN,
  full: `${PLAIN} retried queuedDuration erasedAt failureMessage exitCode
  artifacts(first: 20) { nodes { name fileType size expireAt } }
  trace { htmlSummary(lastLines: ${LOG_LINES}) }`,
} as const;

function jobs(detail: keyof typeof FIELDS, cost: number): Part {
  const spread = detail === 'full' ? 'job' : 'plainJob';
  return {
    name: `${spread}s`,
    within: 'project',
    inside: [],
    field: 'job',
    keyType: 'JobID!',
    keyField: undefined,
    most: 1,
    select: ({ keys }) => `(id: ${keys}) { ...${spread} }`,
    fragments: [`fragment ${spread} on CiJob { ${FIELDS[detail]} }`, PERSON],
    cost: () => cost,
    optional: ['trace', 'artifacts', 'failureMessage', 'exitCode', 'pipeline', 'coverage'],
  };
}

/** Jobs by their global id; the second leaves out what the oldest versions served don't have, and the log, which may be too large. */
export const JOBS = [jobs('full', 39), jobs('plain', 23)] as const;

export function jobId(id: number): string {
  return `gid://gitlab/Ci::Build/${id}`;
}

/** @throws GitLabError for another shape */
export function readJob({ value: found, fullPath }: Found, given: JobReference, instance: GitLabInstance): JobThing {
  const value = parseShape(job, found);
  const reference = { ...given, fullPath };
  const { pipeline } = value;
  return {
    kind: 'job',
    instance: instance.id,
    fullPath: reference.fullPath,
    id: reference.id,
    webUrl: ownUrl(value.webPath, instance) ?? referenceUrl(reference, instance),
    name: value.name ?? `Job ${reference.id}`,
    status: (value.status ?? '').toLowerCase(),
    label: value.detailedStatus?.label ?? undefined,
    stage: value.stage?.name ?? undefined,
    allowFailure: value.allowFailure,
    retried: value.retried ?? false,
    pipeline: pipeline?.id ? { name: `#${numberOf(pipeline.id)}`, webUrl: ownUrl(pipeline.path, instance) } : undefined,
    ref: value.refName ?? undefined,
    commit: value.shortSha === '' ? undefined : { name: value.shortSha, webUrl: ownUrl(value.commitPath, instance) },
    user: pipeline?.user ? readPerson(pipeline.user, instance) : undefined,
    createdAt: value.createdAt,
    finishedAt: value.finishedAt ?? undefined,
    erasedAt: value.erasedAt ?? undefined,
    duration: value.duration ?? undefined,
    queuedDuration: value.queuedDuration ?? undefined,
    coverage: value.coverage ?? undefined,
    failureMessage: value.failureMessage || undefined,
    exitCode: value.exitCode ?? undefined,
    artifacts: nodesOf(value.artifacts).flatMap(readArtifact),
    logHtml: value.trace?.htmlSummary || undefined,
  };
}

/** What GitLab keeps for itself (the log, its metadata) is nothing that people made. */
function readArtifact({ name, fileType, size, expireAt }: z.infer<typeof artifact>): JobArtifact[] {
  if (fileType === 'TRACE' || fileType === 'METADATA') return [];
  return [{ name: name ?? (fileType ?? 'artifact').toLowerCase(), size: size ?? 0, expireAt: expireAt ?? undefined }];
}
