import type { Status } from '../../../views/parts/badge.js';
import type { CiStatus } from '../../gitlab/things/ci.js';
import { pipelineStatus } from './statuses.js';

/** The state of a job; one that may fail and did is a warning. */
export function jobStatus({ allowFailure, ...status }: CiStatus & { readonly allowFailure: boolean }): Status {
  if (status.status === 'failed' && allowFailure) return { text: 'Failed (allowed)', tone: 'warning', icon: 'cross' };
  return pipelineStatus(status);
}

const DEPLOYMENTS: ReadonlyMap<string, Status> = new Map(Object.entries<Status>({
  success: { text: 'Deployed', tone: 'success', icon: 'check' },
  failed: { text: 'Failed', tone: 'danger', icon: 'cross' },
  blocked: { text: 'Waits for approval', tone: 'warning', icon: 'paused' },
}));

/** https://docs.gitlab.com/api/deployments/ */
export function deploymentStatus(status: string): Status {
  return DEPLOYMENTS.get(status) ?? pipelineStatus({ status, label: undefined });
}

/** Whether something may be deployed to. */
export function environmentStatus(state: string): Status {
  if (state === 'available') return { text: 'Available', tone: 'success', icon: 'check' };
  return { text: state === 'stopping' ? 'Stopping' : 'Stopped', tone: 'neutral', icon: 'skipped' };
}
