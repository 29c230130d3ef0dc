import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startGitLab, type StandInGitLab } from '../../demo/gitlab/server.js';
import { createSwitches } from '../../demo/gitlab/switches.js';
import { createHttpClient, type HttpClient } from '../../src/gitlab/calls/http-client.js';
import { checkInstance, readableLogger, REDIRECT_URI, summary } from '../support/instance-checks.js';
import { startSlashProxy, type SlashProxy } from '../support/slash-proxy.js';

const KNOWN = { clientId: 'checked-application', clientSecret: 'canary-secret-0123456789' };
const PUBLIC = { clientId: 'public-application' };

let standIn: StandInGitLab;
let proxy: SlashProxy;

beforeAll(async () => {
  standIn = await startGitLab({ relativeRoot: '/gitlab' });
  proxy = await startSlashProxy(standIn.url);
  for (const application of [KNOWN, PUBLIC]) standIn.addApplication({ ...application, redirectUris: [REDIRECT_URI], scopes: ['read_api'] });
});
afterAll(() => Promise.all([proxy.close(), standIn.close()]));
beforeEach(() => void (standIn.calls.length = 0));
afterEach(() => void Object.assign(standIn.switches, createSwitches()));

const tokenOf = (username: string, scopes = ['read_api']) => standIn.issueToken(username, { scopes }).accessToken;

describe('a GitLab under a relative root', () => {
  test('passes all of it for an administrator with a linked account', async () => {
    const candidate = { baseUrl: `${standIn.url}/`, ...KNOWN, accessToken: tokenOf('alice'), groupUrl: `${standIn.url}/groups/harbourlight/platform/-/issues` };
    expect(await summary({ candidate })).toEqual({
      address: 'ok addressAllowed',
      reachable: 'ok answers',
      gitlab: 'ok isGitlab',
      version: 'ok versionFits',
      application: 'ok applicationKnown',
      graphql: 'ok graphqlAnswers',
      files: 'ok slashesArrive',
      group: 'ok groupShown',
    });
    expect(standIn.calls.every(({ path }) => path.startsWith('/gitlab/'))).toBe(true);
  });

  test('passes what can be told without one, and says of the rest that it can’t be told', async () => {
    expect(await summary({ candidate: { baseUrl: standIn.url } })).toEqual({
      address: 'ok addressAllowed',
      reachable: 'ok answers',
      gitlab: 'ok isGitlab',
      version: 'unknown versionUntold',
      application: 'skipped noApplication',
      graphql: 'ok graphqlAnswers',
      files: 'ok slashesArrive',
      group: 'skipped noGroup',
    });
  });

  test('is found from the origin, from a page within it and from below it', async () => {
    const { origin } = new URL(standIn.url);
    for (const baseUrl of [origin, `${standIn.url}/users/sign_in`, `${standIn.url}/harbourlight/platform`]) {
      const steps = await checkInstance({ candidate: { baseUrl, ...KNOWN, accessToken: tokenOf('alice') } });
      expect(steps.find(({ id }) => id === 'gitlab')).toMatchObject({ result: 'problem', say: 'checks.elsewhere', values: { url: standIn.url } });
      expect(steps.slice(3).map(({ result }) => result)).toEqual(['skipped', 'skipped', 'skipped', 'skipped', 'skipped']);
    }
    // Neither the secret nor the token goes where it is not sure to be GitLab.
    expect(standIn.calls.filter(({ path }) => path.includes('/oauth/'))).toEqual([]);
  });
});

describe('the OAuth application', () => {
  test.each([
    ['its id and secret', KNOWN, 'ok applicationKnown'],
    ['the id alone, of a public one', PUBLIC, 'ok applicationKnown'],
    ['a wrong secret', { ...KNOWN, clientSecret: 'wrong' }, 'problem applicationUnknown'],
    ['a wrong id', { ...KNOWN, clientId: 'wrong' }, 'problem applicationUnknown'],
    ['a secret that a public one has not', { ...PUBLIC, clientSecret: 'wrong' }, 'problem applicationUnknown'],
    ['no secret, of a confidential one', { clientId: KNOWN.clientId }, 'problem applicationUnknownPublic'],
    ['an empty secret, of a confidential one', { ...KNOWN, clientSecret: '' }, 'problem applicationUnknownPublic'],
  ])('by %s', async (_name, candidate, expected) => {
    const seen: string[] = [];
    const client = createHttpClient({ privateHosts: ['127.0.0.1'], ports: [] });
    const http: HttpClient = {
      ...client,
      send: (request) => client.send(request).then((answer) => (seen.push(`${request.url.pathname} ${answer.status}`), answer)),
    };
    expect((await summary({ http, candidate: { baseUrl: standIn.url, ...candidate } })).application).toBe(expected);
    await client.close();
    expect(seen.filter((answer) => answer.startsWith('/gitlab/oauth/token'))).toEqual([`/gitlab/oauth/token ${expected.startsWith('ok') ? 400 : 401}`]);
  });

  test('of a GitLab that limits is not judged', async () => {
    Object.assign(standIn.switches, { status429: { retryAfterSeconds: 60 }, reach: 'oauth' });
    expect(await summary({ candidate: { baseUrl: standIn.url, ...KNOWN } })).toMatchObject({ gitlab: 'ok isGitlab', application: 'unknown limited' });
  });
});

test('a GitLab that limits is not called something else', async () => {
  Object.assign(standIn.switches, { status429: { retryAfterSeconds: 60 } });
  expect(await summary({ candidate: { baseUrl: standIn.url } })).toMatchObject({ reachable: 'ok answers', gitlab: 'unknown limited', files: 'skipped notAsked' });
});

test('a GitLab that fails is not called something else', async () => {
  Object.assign(standIn.switches, { status500: true });
  expect(await summary({ candidate: { baseUrl: standIn.url } })).toMatchObject({ reachable: 'ok answers', gitlab: 'problem serverFails' });
});

describe('a GitLab that is slow', () => {
  test('is told so, and asked for no longer than is allowed', async () => {
    Object.assign(standIn.switches, { latencyMs: 2_050 });
    const started = performance.now();
    const steps = await checkInstance({ candidate: { baseUrl: standIn.url, ...KNOWN }, limits: { each: 5_000, all: 2_600 } });
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(steps.map(({ result, say }) => `${result} ${say.replace('checks.', '')}`)).toEqual([
      ...['ok addressAllowed', 'ok answersSlowly', 'ok isGitlab', 'unknown versionUntold', 'skipped noTimeLeft', 'skipped noTimeLeft', 'skipped noTimeLeft', 'skipped noGroup'],
    ]);
  });

  test('for longer than a call may take is given up', async () => {
    Object.assign(standIn.switches, { hang: true });
    expect(await summary({ candidate: { baseUrl: standIn.url }, limits: { each: 300, all: 20_000 } })).toMatchObject({ reachable: 'problem tooSlow', gitlab: 'skipped notAsked' });
  });

  test('is left when the administrator goes away', async () => {
    Object.assign(standIn.switches, { hang: true });
    expect(await summary({ candidate: { baseUrl: standIn.url }, signal: AbortSignal.timeout(200) })).toMatchObject({ reachable: 'problem noTimeLeft' });
  });
});

describe('a proxy that makes slashes of %2F', () => {
  const behind = () => `${proxy.origin}/gitlab`;

  test('is noticed by a project that anybody sees', async () => {
    expect(await summary({ candidate: { baseUrl: behind() } })).toMatchObject({ gitlab: 'ok isGitlab', graphql: 'ok graphqlAnswers', files: 'problem slashesLost' });
  });

  test('is noticed where anybody sees nothing', async () => {
    const empty = await startGitLab({ relativeRoot: '/gitlab' });
    empty.world.projects.length = 0;
    const before = await startSlashProxy(empty.url);
    try {
      expect(await summary({ candidate: { baseUrl: empty.url } })).toMatchObject({ files: 'ok slashesArrive' });
      expect(await summary({ candidate: { baseUrl: `${before.origin}/gitlab` } })).toMatchObject({ files: 'problem slashesLost' });
    } finally {
      await Promise.all([before.close(), empty.close()]);
    }
  });

  test('does not hide a group within a group', async () => {
    const candidate = { baseUrl: behind(), accessToken: tokenOf('alice'), groupUrl: `${behind()}/harbourlight/platform` };
    expect(await summary({ candidate })).toMatchObject({ group: 'ok groupShown' });
  });
});

describe('a group', () => {
  const group = async (groupUrl: string, accessToken?: string) => {
    const steps = await checkInstance({ candidate: { baseUrl: standIn.url, groupUrl, accessToken }, addresses: () => ['10.9.8.7', '8.8.4.4'] });
    return steps.find(({ id }) => id === 'group');
  };

  test('that anybody sees', async () => {
    expect(await group(`${standIn.url}/harbourlight`)).toMatchObject({ result: 'ok', say: 'checks.groupPublic', values: { group: 'harbourlight' } });
  });

  test('that strangers don’t see is not judged without an account', async () => {
    expect(await group(`${standIn.url}/harbourlight/office`)).toMatchObject({ result: 'unknown', say: 'checks.groupUntold', advice: [{ say: 'checks.adviseOwnAccount' }] });
  });

  test('that an account doesn’t see comes with the server’s address and what to look at', async () => {
    const step = await group(`${standIn.url}/groups/harbourlight/office`, tokenOf('bob'));
    expect(step).toMatchObject({ result: 'unknown', say: 'checks.groupHidden' });
    expect(step?.advice.map(({ say }) => say)).toEqual(['checks.adviseGroupAddress', 'checks.ownAddress', 'checks.adviseSamlPerhaps', 'checks.adviseBlocked']);
    expect(step?.advice[1]?.values).toEqual({ addresses: '8.8.4.4' });
  });

  test('by an account whose authorization doesn’t reach so far', async () => {
    expect(await group(`${standIn.url}/harbourlight`, tokenOf('alice', ['read_user']))).toMatchObject({ result: 'problem', say: 'checks.groupScope' });
  });

  test('by an account whose token has ended', async () => {
    expect(await group(`${standIn.url}/harbourlight/office`, 'no-token-of-anybody')).toMatchObject({ result: 'unknown', say: 'checks.tokenRefused' });
  });

  test.each(['https://gitlab.com/harbourlight', 'harbourlight', '', 'https://[', 'javascript:alert(1)'])('at %j is of another instance', async (address) => {
    expect(await group(address)).toMatchObject(address === '' ? { result: 'skipped', say: 'checks.noGroup' } : { result: 'problem', say: 'checks.groupElsewhere' });
  });

  test.each(['', '/', '/-/x', '/a%2Fb', '/../x', '//x', '/groups/', '/a b'])('below the instance at %j is none', async (path) => {
    expect(await group(standIn.url + path)).toMatchObject({ result: 'problem', say: 'checks.groupElsewhere' });
  });
});

test('no token and no secret is in a step or in the log', async () => {
  const { logger, text } = readableLogger();
  const accessToken = tokenOf('alice');
  const steps = await checkInstance({ candidate: { baseUrl: standIn.url, ...KNOWN, accessToken, groupUrl: `${standIn.url}/harbourlight` }, logger });
  for (const said of [JSON.stringify(steps), text()]) for (const secret of [accessToken, KNOWN.clientSecret]) expect(said).not.toContain(secret);
  expect(text()).toContain('checked a GitLab');
});
