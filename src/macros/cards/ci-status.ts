import type { Status } from '../../../views/parts/badge.js';
import type { Words } from '../../../views/words/words.js';
import type { CiStatus } from '../../gitlab/things/ci.js';
import { said, type State } from './said.js';
import { pipelineStatus } from './statuses.js';

const FAILED_ALLOWED: State = { word: 'states.failedAllowed', tone: 'warning', icon: 'cross' };

/** The state of a job; one that may fail and did is a warning. */
export function jobStatus({ allowFailure, ...status }: CiStatus & { readonly allowFailure: boolean }, words: Words): Status {
  return status.status === 'failed' && allowFailure ? said(FAILED_ALLOWED, words) : pipelineStatus(status, words);
}

const DEPLOYMENTS: ReadonlyMap<string, State> = new Map(Object.entries<State>({
  success: { word: 'states.deployed', tone: 'success', icon: 'check' },
  failed: { word: 'states.failed', tone: 'danger', icon: 'cross' },
  blocked: { word: 'states.waitsForApproval', tone: 'warning', icon: 'paused' },
}));

/** https://docs.gitlab.com/api/deployments/ */
export function deploymentStatus(status: string, words: Words): Status {
  const known = DEPLOYMENTS.get(status);
  return known ? said(known, words) : pipelineStatus({ status, label: undefined }, words);
}

const AVAILABLE: State = { word: 'states.available', tone: 'success', icon: 'check' };
const STOPPING: State = { word: 'states.stopping', tone: 'neutral', icon: 'skipped' };
const STOPPED: State = { word: 'states.stopped', tone: 'neutral', icon: 'skipped' };

/** Whether something may be deployed to. */
export function environmentStatus(state: string, words: Words): Status {
  if (state === 'available') return said(AVAILABLE, words);
  return said(state === 'stopping' ? STOPPING : STOPPED, words);
}
