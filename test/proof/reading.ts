import type { Answer } from './asking.js';
import type { Receiver } from './model.js';
import type { Stage } from './stage.js';
import type { Step } from './steps.js';

type Of<K extends Step['is']> = Extract<Step, { is: K }>;

const personOf = (person: string) => (person === 'anonymous' ? undefined : person);
const HOME = 'gitlab-for-confluence-home';

/** Every macro of a page, for everybody at once; now and then compressed, as browsers ask for it. */
export async function view(stage: Stage, { tenant, page: index, people, server }: Of<'view'>): Promise<void> {
  const { world } = stage;
  const page = stage.page(tenant, index);
  await allOf(people.flatMap((person) => page.macros.map(({ key, params }, nth) => {
    const signed = stage.site(tenant).signFrameUrl({ viewer: person, moduleKey: key, page, space: page.space, params });
    const headers: Record<string, string> = nth % 7 === 0 ? { 'accept-encoding': 'gzip' } : {};
    return stage.ask({ tenant, person: personOf(person), server: server + (nth % world.ports.length), as: 'macro', spaces: [page.space.key] }, { path: stage.below(signed), headers });
  })));
}

export async function refresh(stage: Stage, { tenant, person, from, count, space, cause, server }: Of<'refresh'>): Promise<void> {
  const key = space === 0 ? 'DEMO' : 'OPS';
  await allOf(takeFrom(stage.fragments, from, count).map(({ path }) => {
    const proved = new URL(path, 'http://app').searchParams.get('space') ?? undefined;
    return stage.ask({ tenant, person: personOf(person), server, as: 'macro', spaces: [key, ...(proved === undefined ? [] : [proved])] }, { path: `${path}&cause=${cause}`, headers: stage.bearer(tenant, person, key) });
  }));
}

export async function exportPage(stage: Stage, { tenant, person, page: index, mode, named, server }: Of<'export'>): Promise<void> {
  const page = stage.page(tenant, index);
  const viewer = named ? personOf(person) : undefined;
  await allOf(page.macros.map(({ key, params }) => {
    const signed = stage.site(tenant).signExportUrl({ ...(viewer === undefined ? {} : { viewer }), moduleKey: key, mode, params, space: { ...page.space, name: page.space.key, permissions: [] } });
    const chosen = (params.export ?? 'link') as NonNullable<Receiver['chosen']>;
    return stage.ask({ tenant, person: viewer, server, as: mode === 'email' ? 'mail' : 'export', spaces: [page.space.key], chosen }, { path: stage.below(signed) });
  }));
}

/** By whoever has the address: it is good for the eyes that it was made for. */
export async function pictures(stage: Stage, { from, count, server }: Of<'pictures'>): Promise<void> {
  const answers = await allOf(takeFrom(stage.pictures, from, count).map(({ path, tenant, person, life }) =>
    stage.ask({ tenant, person, server, as: 'picture', spaces: [], life }, { path, headers: { 'sec-fetch-dest': 'image' } }, true)));
  for (const answer of answers) if (answer.status === 200 && !/^image\/png/.test(String(answer.headers['content-type']))) throw new Error(`A picture came as ${String(answer.headers['content-type'])}.`);
}

export async function home(stage: Stage, { tenant, person, server }: Of<'home'>): Promise<void> {
  const to = { tenant, person: personOf(person), server, as: 'own', spaces: [] } as const;
  const signed = stage.site(tenant).signFrameUrl({ viewer: person, moduleKey: HOME });
  const headers = stage.bearer(tenant, person);
  const calls = ['/api/home', '/api/home/mine', '/api/home/embeds?space=DEMO'].map((path) => stage.ask(to, { path, headers }, true));
  await allOf([stage.ask(to, { path: stage.below(signed) }, true), ...calls]);
}

/** All that the editors look for. */
export async function find(stage: Stage, { tenant, person, place, words, server }: Of<'find'>): Promise<void> {
  const headers = stage.bearer(tenant, person);
  const [project, said] = [encodeURIComponent(place), encodeURIComponent(words)];
  const group = encodeURIComponent(place.slice(0, place.lastIndexOf('/')));
  const url = encodeURIComponent(`${stage.world.gitlab.url}/${place}/-/blob/main/README.md`);
  const asked = [
    `projects?words=${said}`, 'recent?', `groups?words=${said}`, `things?project=${project}&of=issues&words=${said}`, `things?project=${project}&of=merge-requests&words=${said}`,
    `folder?project=${project}`, `folder?project=${project}&ref=main&path=docs`, `refs?project=${project}&words=${said}`, `meaning?url=${url}`, `list-meaning?url=${url}`,
    ...['labels', 'milestones', 'people'].flatMap((of) => [`values?place=${project}&of=${of}&words=${said}`, `values?place=${group}&of=${of}&words=${said}`]),
  ];
  const to = { tenant, person: personOf(person), server, as: 'own', spaces: [] } as const;
  await allOf(asked.map((query) => stage.ask(to, { path: `/api/editor/${query}&instance=default`, headers }, true)));
}

const ADMINISTERED = ['policies', 'accounts', 'audit', 'embeds', 'instances', 'rights', 'stored', 'audit/entries.csv', 'embeds/file', 'accounts?words=e'];

export async function administer(stage: Stage, { tenant, person, section, server }: Of<'administer'>): Promise<void> {
  const headers = stage.bearer(tenant, person);
  const to = { tenant, person: personOf(person), server, as: 'administrator', spaces: [] } as const;
  await allOf([0, 3, 7].map((more) => stage.ask(to, { path: `/api/configure/${ADMINISTERED[(section + more) % ADMINISTERED.length] ?? ''}`, headers }, true)));
}

function takeFrom<T>(all: readonly T[], from: number, count: number): T[] {
  if (all.length === 0) return [];
  return Array.from({ length: Math.min(count, all.length) }, (_, index) => all[(from + index * 7) % all.length]).flatMap((one) => one ?? []);
}

/** Waits for all, and then says what went wrong first. */
export async function allOf(asked: readonly Promise<Answer>[]): Promise<Answer[]> {
  const settled = await Promise.allSettled(asked);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
