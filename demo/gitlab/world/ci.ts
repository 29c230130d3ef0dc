import type { User } from './model.js';

export interface Pipeline {
  readonly id: number;
  readonly iid: number;
  status: 'CREATED' | 'PENDING' | 'RUNNING' | 'FAILED' | 'SUCCESS' | 'CANCELED' | 'SKIPPED' | 'MANUAL';
  /** Jobs that may fail, failed. */
  warnings: boolean;
  ref: string;
  sha: string;
  user: User;
  createdAt: number;
  /** Seconds. */
  duration: number | undefined;
  coverage: number | undefined;
  name?: string;
  /** `push` without one. */
  source?: string;
  failureReason?: string;
  /** In the order of their stages. */
  jobs?: Job[];
}

export interface Job {
  readonly id: number;
  name: string;
  stage: string;
  status: Pipeline['status'];
  allowFailure?: boolean;
  /** A newer run of the same name took its place. */
  retried?: boolean;
  /** Seconds. */
  duration?: number;
  queued?: number;
  coverage?: number;
  failureMessage?: string;
  exitCode?: number;
  /** As a runner writes it, colours, section markers and all. */
  log?: string;
  /** Written with `CI_DEBUG_TRACE`: developers only. */
  debug?: boolean;
  artifacts?: readonly { readonly name: string; readonly fileType: 'ARCHIVE' | 'JUNIT'; readonly size: number; readonly expireAt?: number }[];
}

export interface Environment {
  readonly id: number;
  name: string;
  state: 'available' | 'stopped';
  tier: 'production' | 'staging' | 'testing' | 'development' | 'other';
  externalUrl: string | undefined;
  updatedAt: number;
  /** The last one first. */
  deployments: readonly { readonly id: number; readonly iid: number; readonly status: string; readonly pipeline: Pipeline; readonly job: Job; readonly user: User; readonly at: number }[];
}
