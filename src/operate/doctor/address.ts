import { isPublicAddress } from '../../addresses.js';
import { createHttpClient } from '../../gitlab/calls/http-client.js';
import { createAsk, fieldOf, isReply, type NoReply } from '../../gitlab/checking/asking.js';
import { reasonOf } from '../../reason.js';
import type { Settings } from '../../settings.js';
import { hostOf } from '../../settings-values.js';
import { ok, problem, warning, type Finding } from './finding.js';

/** All addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const ABOUT = 'base URL';
const TIMEOUT_MS = 5_000;

/** Whether the base URL is one that Confluence and people's browsers reach. */
export async function examineAddress({ baseUrl, loopback, env }: Pick<Settings, 'baseUrl' | 'loopback' | 'env'>, resolve: Resolve): Promise<Finding> {
  if (loopback) {
    if (env === 'production') return warning(ABOUT, `${baseUrl} is this machine alone, so no Confluence can install the app.`, 'Set AC_LOCAL_BASE_URL to the public https URL.');
    return ok(ABOUT, `${baseUrl} is a playground on this machine.`);
  }
  const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '');
  let addresses: readonly string[];
  try {
    addresses = await resolve(host);
  } catch (error) {
    return problem(ABOUT, `the name ${host} leads to no address: ${reasonOf(error)}.`, 'Add it to the public DNS, or correct AC_LOCAL_BASE_URL.');
  }
  const inside = addresses.filter((address) => !isPublicAddress(address));
  if (inside.length === 0) return ok(ABOUT, `${host} leads to ${addresses.join(', ')}, which is public.`);
  return problem(
    ABOUT,
    `${host} leads to ${inside.join(', ')}, which is private: Atlassian can't reach the app there, and browsers ask people for permission before a public page frames it.`,
    'Give the app a public address (GitLab may stay inside). Where only the DNS of this network says so, ask one outside.',
  );
}

const NO_ANSWER: Readonly<Record<NoReply['why'], readonly [result: typeof problem, what: string, advice: string]>> = {
  'refused-address': [problem, 'this server may not ask itself', 'Correct AC_LOCAL_BASE_URL.'],
  'no-name': [problem, 'its name is unknown', 'Add it to the DNS.'],
  'own-ca': [problem, 'its certificate is of an authority that is unknown here, and so to browsers and Atlassian', 'Use a certificate of a public authority, with the whole chain.'],
  'other-name': [problem, 'its certificate is for another name', 'Have the proxy present the one for this host.'],
  expired: [problem, 'its certificate has expired or is not valid yet', 'Renew it, and look at the clock of the proxy.'],
  'no-tls': [problem, 'it does not speak https', 'Let the proxy in front of the app end TLS on this port.'],
  'closed-port': [warning, 'nothing listens', 'Start the app and the proxy in front of it; where only this machine can\'t get there, ask from outside.'],
  'no-way': [warning, 'there is no way from here', 'Ask it from outside.'],
  slow: [warning, 'there is no answer within 5 s', 'Start the app; where only this machine can\'t get there, ask from outside.'],
  'too-large': [problem, 'something else answers', 'Have the proxy pass on this URL to the app.'],
  broken: [warning, 'the connection breaks off', 'Look at the log of the proxy in front of the app.'],
  'no-time': [warning, 'the time was up', 'Try again.'],
};

/** Whether the app itself answers below its base URL, as far as this machine gets there. */
export async function examineHealth({ baseUrl }: Pick<Settings, 'baseUrl'>, clock: () => number): Promise<Finding> {
  const url = `${baseUrl}/healthz`;
  // The app's own host may be asked wherever it is.
  const http = createHttpClient({ privateHosts: [hostOf(baseUrl)], ports: [] });
  try {
    const reply = await createAsk({ http, clock, signal: new AbortController().signal, timeoutMs: TIMEOUT_MS })({ url });
    if (!isReply(reply)) {
      const [result, what, advice] = NO_ANSWER[reply.why];
      return result(url, `${what}.`, advice);
    }
    if (reply.status === 200 && fieldOf(reply.json, 'status') === 'ok') return ok(url, 'the app answers.');
    if (reply.status >= 500) return warning(url, `the proxy answers ${reply.status} in its place.`, 'Start the app, and have the proxy reach it.');
    return problem(url, `something else answers (${reply.status}).`, 'Have the proxy pass on this URL to the app, as it is.');
  } finally {
    await http.close();
  }
}
