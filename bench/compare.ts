import { FLEET_PATHS } from '../demo/gitlab/world/fleet.js';
import type { SitePage } from '../demo/confluence/pages.js';
import { createDriver, outcomeOf, type Driver } from './support/drive.js';
import { startProduct, type Product } from './support/product.js';
import { median, type Bench, type Result } from './support/results.js';
import { startSharedToken, type SharedToken } from './support/shared-token.js';

const LATENCY_MS = 100;
/** People of one team, who open the page one after the other. */
const TEAM = 20;
const CACHE_MS = 5 * 60_000;
/** Whose token all share: it has to see whatever somebody wants to show. */
const SHARED = 'carol';
const LINK = 'gitlab-for-confluence-link';

/** Things that not everybody may see, and one that anybody may; the rest of the page is public. */
const THINGS = {
  'issue, public': 'harbourlight/tideboard/-/issues/18',
  'issue, confidential, in a public project': 'harbourlight/tideboard/-/issues/30',
  'file of an internal project': 'harbourlight/platform/forecast/-/blob/main/README.md',
  'issue of a private project': 'harbourlight/platform/berths/-/issues/3',
  'issue, confidential, of a private project': 'harbourlight/platform/berths/-/issues/4',
  'file of a private project': 'harbourlight/platform/berths/-/blob/main/README.md',
  'issue, confidential, of the office': 'harbourlight/office/payroll/-/issues/2',
};
const PATHS = [...Object.values(THINGS), ...FLEET_PATHS.flat().slice(0, 30 - Object.keys(THINGS).length)];
/** GitLab accounts of who looks; the last has connected none. */
const PEOPLE = ['carol', 'alice', 'mira', 'bob', undefined] as const;

/** The same page, looked at by the same people, as this app shows it and as the design that other apps document does. */
export const compare: Bench = {
  about: `a page of ${PATHS.length} macros, GitLab ${LATENCY_MS} ms away: this app beside one token for all and a request a macro`,
  async run() {
    const product = await startProduct({ people: PEOPLE.length + 2 * TEAM, environment: { UNLINKED_CONTENT: 'public' } });
    const plain = await startSharedToken(product, SHARED, 0);
    const caching = await startSharedToken(product, SHARED, CACHE_MS);
    const driver = createDriver(6);
    try {
      const page = addPage(product, '30');
      const sights = await compareSights(product, plain, page, driver);
      await product.gitlab.ask('set', { latencyMs: LATENCY_MS });
      return [...sights, ...(await compareVisits(product, { plain, caching }, driver)), ...(await compareExports(product, driver))];
    } finally {
      driver.close();
      await plain.close();
      await caching.close();
      await product.close();
    }
  },
};

function addPage({ confluence, gitlabUrl }: Product, id: string): SitePage {
  const page: SitePage = { id, title: 'Thirty macros', version: 1, blocks: PATHS.map((path) => ({ macro: LINK, url: `${gitlabUrl}/${path}` })) };
  confluence.pages.set(id, page);
  return page;
}

/** Who is shown what, beside what GitLab itself answers them with their own token. */
async function compareSights(product: Product, shared: SharedToken, page: SitePage, driver: Driver): Promise<Result[]> {
  const counts = { ours: { tooMuch: 0, tooLittle: 0 }, theirs: { tooMuch: 0, tooLittle: 0 } };
  console.log(`  ${'(may see / this app / one token for all)'.padEnd(46)}${PEOPLE.map((name) => (name ?? 'unlinked').padEnd(16)).join('')}`);
  const keys: string[] = [];
  for (const name of PEOPLE) keys.push(name === undefined ? `person-${PEOPLE.length + 2 * TEAM - 1}` : ((await product.linked(1, name))[0] ?? ''));
  for (const [thing, path] of Object.entries(THINGS)) {
    const url = `${product.gitlabUrl}/${path}`;
    let line = '';
    for (const [index, name] of PEOPLE.entries()) {
      const viewer = keys[index] ?? '';
      const may = await maySee(product, name, path);
      const ours = outcomeOf(await driver.get(product.frameUrl(viewer, url, page))) === 'shown';
      const theirs = outcomeOf(await driver.get(shared.frameUrl(viewer, url))) === 'shown';
      for (const [design, shown] of [['ours', ours], ['theirs', theirs]] as const) if (shown !== may) counts[design][shown ? 'tooMuch' : 'tooLittle'] += 1;
      line += [may, ours, theirs].map((yes) => (yes ? 'yes' : 'no')).join(' / ').padEnd(16);
    }
    console.log(`  ${thing.padEnd(46)}${line}`);
  }
  return [
    { name: 'this app: shown to people who may not see it in GitLab', value: counts.ours.tooMuch, most: 0, unit: 'things' },
    { name: 'this app: not shown to people who may see it', value: counts.ours.tooLittle, most: 0, unit: 'things' },
    { name: 'one token for all: shown to people who may not see it', value: counts.theirs.tooMuch, unit: 'things' },
    { name: 'one token for all: not shown to people who may see it', value: counts.theirs.tooLittle, unit: 'things' },
  ];
}

/** What GitLab answers with the person's own token, or without any. */
async function maySee({ gitlab, gitlabUrl }: Product, username: string | undefined, path: string): Promise<boolean> {
  const [token] = username === undefined ? [] : await gitlab.ask('tokens', { username, count: 1 });
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token.accessToken}` }) };
  const [fullPath = '', page = ''] = path.split('/-/');
  const [kind, ...rest] = page.split('/');
  if (kind === 'blob') {
    const file = encodeURIComponent(rest.slice(1).join('/'));
    return (await fetch(`${gitlabUrl}/api/v4/projects/${encodeURIComponent(fullPath)}/repository/files/${file}/raw?ref=${rest[0]}`, { headers })).ok;
  }
  const query = 'query($fullPath: ID!, $iid: String!) { project(fullPath: $fullPath) { issue(iid: $iid) { iid } } }';
  const answer = await fetch(`${gitlabUrl}/api/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables: { fullPath, iid: rest[0] } }) });
  const { data } = (await answer.json()) as { data?: { project?: { issue?: object | null } | null } };
  return Boolean(data?.project?.issue);
}

type Address = (viewer: string, url: string) => string;

/** One after the other opens the page for the first time, six frames at a time as a browser does. */
async function compareVisits(product: Product, { plain, caching }: Record<'plain' | 'caching', SharedToken>, driver: Driver): Promise<Result[]> {
  const page = addPage(product, '31');
  const team = await product.linked(TEAM);
  async function visit(address: Address): Promise<{ requests: number; ms: readonly number[] }> {
    const ms: number[] = [];
    await product.gitlab.ask('calls');
    let requests = 0;
    for (const viewer of team) {
      const urls = PATHS.map((path) => address(viewer, `${product.gitlabUrl}/${path}`));
      const started = performance.now();
      const answers = await driver.getAll(urls);
      ms.push(performance.now() - started);
      if (answers.some(({ status }) => status !== 200)) throw new Error('A frame was not answered.');
      requests += (await product.gitlab.ask('calls')).length;
    }
    return { requests, ms };
  }
  const visits = { ours: await visit((viewer, url) => product.frameUrl(viewer, url, page)), plain: await visit(plain.frameUrl), caching: await visit(caching.frameUrl) };
  const named = { 'this app': visits.ours, 'one token for all': visits.plain, [`one token for all, answers kept ${CACHE_MS / 60_000} min`]: visits.caching };
  return Object.entries(named).flatMap(([name, { requests, ms }]): Result[] => [
    { name: `${name}: GitLab requests of ${TEAM} people`, value: requests, unit: 'requests', ...(name === 'this app' && { most: 3 * TEAM }) },
    { name: `${name}: until the last frame, first of them`, value: ms[0] ?? NaN, unit: 'ms' },
    { name: `${name}: until the last frame, median`, value: median(ms), unit: 'ms' },
  ]);
}

/** What a PDF holds that nobody in particular asks for: the whole of what GitLab shows to anybody, of all else the link. */
async function compareExports(product: Product, driver: Driver): Promise<Result[]> {
  await product.gitlab.ask('set', { latencyMs: 0 });
  const held = { publicly: 0, besides: 0, byToken: 0 };
  for (const path of Object.values(THINGS)) {
    const { status, body } = await driver.get(product.confluence.signExportUrl({ moduleKey: LINK, mode: 'pdf', params: { url: `${product.gitlabUrl}/${path}` } }));
    if (status !== 200) throw new Error(`An export was answered with ${status}.`);
    if (!body.includes('(link only, as of ')) held[(await maySee(product, undefined, path)) ? 'publicly' : 'besides'] += 1;
    // Whoever exports, it can hold what its frames hold.
    if (await maySee(product, SHARED, path)) held.byToken += 1;
  }
  return [
    { name: `this app: things in an export, of ${Object.keys(THINGS).length}, that GitLab shows to anybody`, value: held.publicly, unit: 'things' },
    { name: 'this app: things in an export that it does not', value: held.besides, most: 0, unit: 'things' },
    { name: 'one token for all: things that an export can hold', value: held.byToken, unit: 'things' },
  ];
}
