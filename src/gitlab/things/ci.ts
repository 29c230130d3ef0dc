import type { Person } from './things.js';

/** GitLab's `PipelineStatusEnum` or `CiJobStatus` in lower case, and its words for people: `passed with warnings`. */
export interface CiStatus {
  readonly status: string;
  readonly label: string | undefined;
}

/** Another page of the instance, by name. */
export interface NamedLink {
  readonly name: string;
  readonly webUrl: string | undefined;
}

/** A pipeline with its stages and the newest run of each of their jobs. */
export interface PipelineThing extends CiStatus {
  readonly kind: 'pipeline';
  readonly instance: string;
  readonly fullPath: string;
  readonly id: number;
  readonly webUrl: string;
  /** `workflow:name` of its configuration. */
  readonly name: string | undefined;
  /** A branch or tag, or `refs/merge-requests/12/head`. */
  readonly ref: string | undefined;
  readonly refUrl: string | undefined;
  readonly sha: string | undefined;
  readonly commit: NamedLink | undefined;
  readonly mergeRequest: NamedLink | undefined;
  readonly user: Person | undefined;
  /** `push`, `schedule`, `merge_request_event`, … */
  readonly source: string | undefined;
  readonly createdAt: string;
  readonly finishedAt: string | undefined;
  /** Seconds. */
  readonly duration: number | undefined;
  /** Percent. */
  readonly coverage: number | undefined;
  /** GitLab's sentence on why it could not even start. */
  readonly failureReason: string | undefined;
  readonly stages: readonly PipelineStage[];
  /** There are jobs beyond those in `stages`. */
  readonly hasMoreJobs: boolean;
}

export interface PipelineStage extends CiStatus {
  readonly name: string;
  readonly jobs: readonly PipelineJob[];
}

export interface PipelineJob extends CiStatus {
  readonly name: string;
  readonly webUrl: string | undefined;
  readonly allowFailure: boolean;
  /** Seconds. */
  readonly duration: number | undefined;
  /** The pipeline that this job started, where the viewer may see it. */
  readonly downstream: (CiStatus & NamedLink) | undefined;
}

/** A job, with the end of its log where the viewer may read it. */
export interface JobThing extends CiStatus {
  readonly kind: 'job';
  readonly instance: string;
  readonly fullPath: string;
  readonly id: number;
  readonly webUrl: string;
  readonly name: string;
  readonly stage: string | undefined;
  readonly allowFailure: boolean;
  /** A newer run took its place. */
  readonly retried: boolean;
  readonly pipeline: NamedLink | undefined;
  readonly ref: string | undefined;
  readonly commit: NamedLink | undefined;
  readonly user: Person | undefined;
  readonly createdAt: string;
  readonly finishedAt: string | undefined;
  readonly erasedAt: string | undefined;
  /** Seconds. */
  readonly duration: number | undefined;
  readonly queuedDuration: number | undefined;
  /** Percent. */
  readonly coverage: number | undefined;
  /** GitLab's sentence on why it failed. */
  readonly failureMessage: string | undefined;
  readonly exitCode: number | undefined;
  readonly artifacts: readonly JobArtifact[];
  /** GitLab's HTML of the last lines; undefined where the viewer may not read the log, or there is none. */
  readonly logHtml: string | undefined;
}

export interface JobArtifact {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Undefined for one that is kept. */
  readonly expireAt: string | undefined;
}

/** A place that code is deployed to, with its last deployment. */
export interface EnvironmentThing {
  readonly kind: 'environment';
  readonly instance: string;
  readonly fullPath: string;
  readonly id: number;
  readonly webUrl: string;
  readonly name: string;
  /** `available`, `stopping`, `stopped` */
  readonly state: string;
  /** `production`, `staging`, … */
  readonly tier: string | undefined;
  /** Of http or https, on any host: the project's own words, to be followed knowingly. */
  readonly externalUrl: string | undefined;
  readonly autoStopAt: string | undefined;
  readonly updatedAt: string | undefined;
  readonly lastDeployment: Deployment | undefined;
}

export interface Deployment {
  readonly iid: number;
  /** GitLab's deployment status: `success`, `failed`, `running`, … */
  readonly status: string;
  readonly ref: string;
  readonly tag: boolean;
  readonly sha: string;
  readonly commitTitle: string | undefined;
  readonly user: Person | undefined;
  readonly createdAt: string;
  readonly job: NamedLink | undefined;
}
