import type { Logger } from '../../logger.js';
import type { Settings } from '../../settings.js';
import type { HttpClient } from '../calls/http-client.js';
import { readInstanceUrl, type InstanceUrlProblem } from '../instance-url.js';
import { checkApplication } from './application.js';
import { createAsk, isReply } from './asking.js';
import { checkFiles } from './files.js';
import { checkGraphQL } from './graphql.js';
import { checkGroup } from './group.js';
import { localAddresses, sayOwnAddress } from './own-addresses.js';
import { judgeReachable } from './reachable.js';
import { askVersion, judgeGitLab } from './signs.js';
import { CHECK_IDS, found, type CheckId, type CheckKey, type CheckSentence, type CheckStep, type Finding } from './step.js';
import { checkVersion } from './version.js';

/** What an administrator is about to add or has added. */
export interface InstanceCandidate {
  /** As it was typed. */
  readonly baseUrl: string;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** The one to register there. */
  readonly redirectUri: string;
  readonly groupUrl?: string | undefined;
  /** Of the administrator's own link to this very instance, and never of another: it is sent to `baseUrl`. */
  readonly accessToken?: string | undefined;
}

export interface InstanceCheck {
  /**
   * One step of each id in the order of `CHECK_IDS`, 20 s at most. Asks
   * GitLab without storing anything, here or there.
   * @throws nothing that GitLab could cause
   */
  run(candidate: InstanceCandidate, signal: AbortSignal): Promise<readonly CheckStep[]>;
}

export interface InstanceCheckParts {
  readonly http: HttpClient;
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly settings: Pick<Settings['gitlab'], 'privateHosts' | 'ports'>;
  /** Milliseconds for one call and for all. */
  readonly limits?: { readonly each: number; readonly all: number };
  /** Of this machine, as others may see it. */
  readonly addresses?: () => readonly string[];
}

const LIMITS = { each: 5_000, all: 20_000 };

const ADDRESS_PROBLEMS: Readonly<Record<InstanceUrlProblem, CheckKey>> = {
  'not-a-url': 'checks.addressUnread',
  'not-https': 'checks.addressNotHttps',
  'has-credentials': 'checks.addressCredentials',
  'has-query': 'checks.addressQuery',
  path: 'checks.addressPath',
  port: 'checks.addressPort',
  private: 'checks.addressInside',
};

/** What a refused address is told with: which settings of the operator's would allow it. */
export function sayAddressProblem(problem: InstanceUrlProblem, ports: readonly number[]): readonly [CheckSentence, ...CheckSentence[]] {
  const first = { say: ADDRESS_PROBLEMS[problem], values: { ports: ports.join(', ') } };
  if (problem === 'private' || problem === 'not-https') return [first, { say: 'checks.adviseInside' }];
  return problem === 'port' ? [first, { say: 'checks.advisePort' }] : [first];
}

/** Told of each step after one that ended the check. */
const NOT_ASKED = found('skipped', 'checks.notAsked');

export function createInstanceCheck({ http, logger, clock, settings, limits = LIMITS, addresses = localAddresses }: InstanceCheckParts): InstanceCheck {
  /** The findings in the order of the ids, as far as they go. */
  async function* look(candidate: InstanceCandidate, signal: AbortSignal): AsyncGenerator<Finding, void, void> {
    const address = readInstanceUrl(candidate.baseUrl, settings);
    if (!address.ok) {
      const [{ say, values }, ...advice] = sayAddressProblem(address.problem, settings.ports);
      return yield found('problem', say, values, ...advice);
    }
    const { baseUrl } = address;
    yield found('ok', 'checks.addressAllowed', { url: baseUrl });
    const ask = createAsk({ http, clock, signal, timeoutMs: limits.each });
    const first = await askVersion(ask, baseUrl);
    yield judgeReachable(first, new URL(baseUrl).host, limits.each);
    if (!isReply(first)) return;
    const ownAddress = sayOwnAddress(addresses());
    const isGitLab = await judgeGitLab(ask, baseUrl, first, ownAddress);
    yield isGitLab;
    if (isGitLab.result !== 'ok') return;
    const { clientId, clientSecret, redirectUri, groupUrl, accessToken } = candidate;
    const rest: readonly Promise<Finding>[] = [
      checkVersion(ask, baseUrl, accessToken),
      clientId ? checkApplication(ask, baseUrl, { clientId, clientSecret: clientSecret || undefined, redirectUri }) : Promise.resolve(found('skipped', 'checks.noApplication')),
      checkGraphQL(ask, baseUrl),
      checkFiles(ask, baseUrl, accessToken),
      groupUrl ? checkGroup(ask, { baseUrl, groupUrl, accessToken, ownAddress }) : Promise.resolve(found('skipped', 'checks.noGroup')),
    ];
    // Each is awaited in its turn; until then nobody else would hear of one that failed.
    Promise.all(rest).catch(() => undefined);
    for (const finding of rest) yield await finding;
  }

  return {
    async run(candidate, signal) {
      const steps: CheckStep[] = [];
      const keep = (id: CheckId, finding: Finding) => {
        const step = { id, ...finding };
        steps.push(step);
        logger.info({ step: id, result: step.result, said: step.say }, 'checked a GitLab');
      };
      const ids = CHECK_IDS.values();
      const within = AbortSignal.any([signal, AbortSignal.timeout(limits.all)]);
      for await (const finding of look(candidate, within)) {
        const { value: id } = ids.next();
        if (id) keep(id, finding);
      }
      for (const id of ids) keep(id, NOT_ASKED);
      return steps;
    },
  };
}
