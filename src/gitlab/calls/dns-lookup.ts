import { Resolver } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';

interface DnsParts {
  /** `address:port` of the servers to ask; without them those that the machine asks. */
  readonly servers?: readonly string[];
  /** For one name, whatever its servers do. */
  readonly withinMs?: number;
}

/** How long a server of names is waited for, twice; the second time it is twice as long. */
const TRY = { timeout: 1_400, tries: 2 };
/** Shorter than the time that a connection has. */
const WITHIN_MS = 4_500;
/** What says that there is no such address; after all else it may be there a moment later. */
const ABSENT = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);
/** Names of this machine itself, whatever a server says: https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
const OWN_NAME = /(?:^|\.)localhost\.?$/i;
const OWN: readonly LookupAddress[] = [{ address: '127.0.0.1', family: 4 }];

/**
 * Finds addresses by asking the DNS itself. The system's own look-up has Node wait on one of its few threads, by which PostgreSQL,
 * Confluence and files are waited for as well: a few names that never resolve, added by one administrator, would hold up everybody.
 * In return it knows neither `/etc/hosts` nor search domains. A name is asked for once at a time, for all who want it.
 */
export function createDnsLookup({ servers, withinMs = WITHIN_MS }: DnsParts = {}): LookupFunction {
  const asking = new Map<string, Promise<readonly LookupAddress[]>>();

  async function ask(name: string): Promise<readonly LookupAddress[]> {
    if (OWN_NAME.test(name)) return OWN;
    // One for each name, so that it reads which servers there are as they are now, and can be stopped by itself.
    const resolver = new Resolver(TRY);
    if (servers) resolver.setServers(servers);
    const timer = setTimeout(() => resolver.cancel(), withinMs);
    try {
      const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const found = [...listOf(four, 4), ...listOf(six, 6)];
      if (found.length === 0) throw failureOf(name, [four, six]);
      return found;
    } finally {
      clearTimeout(timer);
    }
  }

  function find(name: string): Promise<readonly LookupAddress[]> {
    const asked = asking.get(name) ?? ask(name).finally(() => asking.delete(name));
    asking.set(name, asked);
    return asked;
  }

  return (hostname, { family = 0, all }, callback) => {
    find(hostname.toLowerCase()).then(
      (found) => {
        const wanted = found.filter((one) => family === 0 || family === one.family || family === `IPv${one.family}`);
        const [first] = wanted;
        if (!first) callback(failed(hostname, 'ENOTFOUND'), '');
        else if (all) callback(null, wanted);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}

/** Asks the system for the operator's own host, which may stand in `/etc/hosts` alone, and the DNS for what administrators of sites name. */
export function lookupFor(operatorsUrl: string | undefined, system: LookupFunction, dns: LookupFunction): LookupFunction {
  const own = operatorsUrl === undefined ? undefined : new URL(operatorsUrl).hostname.toLowerCase();
  return (hostname, options, callback) => (hostname.toLowerCase() === own ? system : dns)(hostname, options, callback);
}

function listOf(answer: PromiseSettledResult<readonly string[]>, family: 4 | 6): LookupAddress[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : [];
}

/** With the system's own codes, which whoever connects knows how to tell. */
function failureOf(name: string, answers: readonly PromiseSettledResult<unknown>[]): NodeJS.ErrnoException {
  const isAbsent = answers.every((answer) => answer.status === 'fulfilled' || ABSENT.has((answer.reason as NodeJS.ErrnoException).code ?? ''));
  return failed(name, isAbsent ? 'ENOTFOUND' : 'EAI_AGAIN');
}

function failed(name: string, code: 'ENOTFOUND' | 'EAI_AGAIN'): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code === 'ENOTFOUND' ? 'There is no address of' : 'No server of names has told the address of'} ${name}.`), { code });
}
