import type English from '../../../messages/en.json';

/** In the order in which they are told. */
export const CHECK_IDS = ['address', 'reachable', 'gitlab', 'version', 'application', 'graphql', 'files', 'group'] as const;
export type CheckId = (typeof CHECK_IDS)[number];

export type CheckResult =
  | 'ok'
  | 'problem'
  /** Not asked, since something before it failed or is not given. */
  | 'skipped'
  /** Asked, and no answer shows it. */
  | 'unknown';

/** Names a sentence of the message files. */
export type CheckKey = `checks.${keyof (typeof English)['checks']}`;

export interface CheckSentence {
  readonly say: CheckKey;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** What one step of a check came to: a sentence, and what may be done or looked at. Holds no token, no secret and no words of GitLab's. */
export interface CheckStep extends CheckSentence {
  readonly id: CheckId;
  readonly result: CheckResult;
  readonly advice: readonly CheckSentence[];
}

/** What a step finds, before it is told under its id. */
export type Finding = Omit<CheckStep, 'id'>;

/** How each step is called. */
export const CHECK_TITLES: Readonly<Record<CheckId, CheckKey>> = {
  address: 'checks.titleAddress',
  reachable: 'checks.titleReachable',
  gitlab: 'checks.titleGitlab',
  version: 'checks.titleVersion',
  application: 'checks.titleApplication',
  graphql: 'checks.titleGraphql',
  files: 'checks.titleFiles',
  group: 'checks.titleGroup',
};

/** How each result is called. */
export const CHECK_RESULTS: Readonly<Record<CheckResult, CheckKey>> = {
  ok: 'checks.resultOk',
  problem: 'checks.resultProblem',
  skipped: 'checks.resultSkipped',
  unknown: 'checks.resultUnknown',
};

type Values = CheckSentence['values'];

export function found(result: CheckResult, say: CheckKey, values?: Values, ...advice: readonly CheckSentence[]): Finding {
  return { result, say, ...(values ? { values } : {}), advice };
}
