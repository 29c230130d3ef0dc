import { pipeline } from '../compose.js';
import type { Environment, Job, Pipeline } from '../ci.js';
import { SHA } from './code.js';
import type { Setting } from './project.js';

const ESC = '\u001b';
const at = 1_780_000_000;
const section = (name: string, title: string, lines: readonly string[]) =>
  `section_start:${at}:${name}\r${ESC}[0K${ESC}[36;1m${title}${ESC}[0;m\n${lines.join('\n')}\nsection_end:${at + 9}:${name}\r${ESC}[0K`;

/** As a runner leaves it: https://docs.gitlab.com/ci/jobs/job_logs/ */
const FAILED_LOG = `${section('prepare_executor', 'Preparing the "docker" executor', ['Using Docker executor with image node:22-alpine ...'])}
${section('step_script', 'Executing "step_script" stage of the job script', [
  `${ESC}[32;1m$ npm test${ESC}[0;m`,
  '',
  '> tideboard@1.5.0 test',
  '> node --test',
  '',
  `${ESC}[32m✔${ESC}[0m the tide turns at noon (2.1ms)`,
  `${ESC}[31m✖ a board without a sensor shows the forecast alone (14.7ms)${ESC}[0m`,
  "  TypeError: Cannot read properties of undefined (reading 'hPa')",
  '      at drawPressure (src/gauge.ts:41:22)',
  '      at Board.draw (src/board.ts:88:7)',
  `${ESC}[33mℹ 41 passed, 1 failed, <0> skipped${ESC}[0m`,
])}
${ESC}[31;1mERROR: Job failed: exit code 1${ESC}[0;m
`;

const PASSED_LOG = `${ESC}[32;1m$ npm run build${ESC}[0;m\nbuilt dist/board.js (48 kB) in 1.9 s\n${ESC}[32;1mJob succeeded${ESC}[0;m\n`;

const done = (id: number, stage: string, name: string, duration: number, more: Partial<Job> = {}): Job =>
  ({ id, stage, name, status: 'SUCCESS', duration, queued: 3.4, log: PASSED_LOG, ...more });

/** The jobs of the failing pipeline of merge request 44. */
export const failingJobs: Job[] = [
  done(880441, 'build', 'compile', 31),
  { id: 880442, stage: 'test', name: 'unit', status: 'FAILED', duration: 44, queued: 2.1, retried: true, failureMessage: 'There is a script failure', exitCode: 1, log: FAILED_LOG },
  { id: 880443, stage: 'test', name: 'unit', status: 'FAILED', duration: 46, queued: 2.6, coverage: 90.1, failureMessage: 'There is a script failure', exitCode: 1, log: FAILED_LOG },
  done(880444, 'test', 'lint', 12),
  { id: 880445, stage: 'test', name: 'spelling', status: 'FAILED', allowFailure: true, duration: 5, log: 'board.ts: did you mean "tide"?\n' },
  { id: 880446, stage: 'deploy', name: 'to the pier', status: 'SKIPPED' },
];

/** Pipelines of branches: the newest of the default branch, one with a secret-laden log, and one that never began. */
export function pipelines({ people: { alice, carol }, calendar: { ago } }: Setting): Pipeline[] {
  return [
    pipeline({
      id: 70050, iid: 650, status: 'SUCCESS', ref: 'main', sha: SHA.main, user: carol, createdAt: ago(0, 2), duration: 187, coverage: 92.61, name: 'Ship to the piers', source: 'push',
      jobs: [
        done(880501, 'build', 'compile', 29, { artifacts: [{ name: 'artifacts.zip', fileType: 'ARCHIVE', size: 2_516_582, expireAt: ago(-30) }, { name: 'junit.xml.gz', fileType: 'JUNIT', size: 1_204 }] }),
        done(880502, 'build', 'fonts', 8),
        done(880503, 'test', 'unit', 41, { coverage: 92.61 }),
        done(880504, 'test', 'lint', 11),
        done(880505, 'test', 'on the oldest board', 64),
        done(880506, 'deploy', 'to the test pier', 22, { debug: true, log: `${PASSED_LOG}+ export HARBOUR_KEY=[MASKED]\n` }),
        { id: 880507, stage: 'deploy', name: 'to all piers', status: 'MANUAL' },
      ],
    }),
    pipeline({
      id: 70038, iid: 611, status: 'FAILED', ref: 'main', sha: SHA.release14, user: alice, createdAt: ago(48), source: 'schedule',
      failureReason: 'The pipeline configuration has an error: jobs:unit config should implement a script.', jobs: [],
    }),
  ];
}

export function environments(given: readonly Pipeline[], { people: { carol }, calendar: { ago } }: Setting): Environment[] {
  const [newest] = given;
  const job = newest?.jobs?.find(({ name }) => name === 'to the test pier');
  return [
    {
      id: 4101, name: 'test-pier', state: 'available', tier: 'staging', externalUrl: 'https://test-pier.harbourlight.example/', updatedAt: ago(0, 1),
      deployments: newest && job ? [{ id: 99001, iid: 212, status: 'success', pipeline: newest, job, user: carol, at: ago(0, 1) }] : [],
    },
    { id: 4102, name: 'review/breton', state: 'stopped', tier: 'development', externalUrl: 'javascript:alert(1)', updatedAt: ago(9), deployments: [] },
  ];
}
