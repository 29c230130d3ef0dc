import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAsk } from '../../src/gitlab/checking/asking.js';
import { checkApplication } from '../../src/gitlab/checking/application.js';
import { createHttpClient, type HttpClient } from '../../src/gitlab/calls/http-client.js';
import { APPLICATIONS, missingDoorkeeper, REDIRECT_URI, startDoorkeeper, startStandIn, type Party } from './oauth-parties.js';

const reason = missingDoorkeeper();
const suite = reason === undefined || process.env.REQUIRE_SUITES !== undefined ? describe : describe.skip;
const [confidential] = APPLICATIONS;

suite(`GitLab's own library tells the check of an application what it takes${reason === undefined ? '' : ` (${reason})`}`, () => {
  let doorkeeper: Party | undefined;
  let standIn: Party | undefined;
  let http: HttpClient;

  beforeAll(async () => {
    http = createHttpClient({ privateHosts: ['127.0.0.1'], ports: [] });
    standIn = await startStandIn();
    doorkeeper = await startDoorkeeper();
  }, 60_000);
  afterAll(async () => {
    await Promise.all([doorkeeper?.stop(), standIn?.stop(), http.close()]);
  });

  test.each([
    [{ clientId: 'confidential', clientSecret: confidential?.clientSecret }, 'checks.applicationKnown'],
    [{ clientId: 'public', clientSecret: undefined }, 'checks.applicationKnown'],
    [{ clientId: 'confidential', clientSecret: 'wrong' }, 'checks.applicationUnknown'],
    [{ clientId: 'nobody', clientSecret: 'wrong' }, 'checks.applicationUnknown'],
    [{ clientId: 'public', clientSecret: 'wrong' }, 'checks.applicationUnknown'],
    [{ clientId: 'confidential', clientSecret: undefined }, 'checks.applicationUnknownPublic'],
    [{ clientId: 'nobody', clientSecret: undefined }, 'checks.applicationUnknownPublic'],
  ])('%j', async (application, said) => {
    for (const party of [doorkeeper, standIn]) {
      const ask = createAsk({ http, clock: Date.now, signal: new AbortController().signal, timeoutMs: 5_000 });
      expect(await checkApplication(ask, party?.url ?? '', { ...application, redirectUri: REDIRECT_URI })).toMatchObject({ say: said });
    }
  });
});
