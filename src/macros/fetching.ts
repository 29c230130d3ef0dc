import { inTime } from '../gitlab/calls/in-time.js';
import type { Reference } from '../gitlab/references/reference.js';
import type { Copy } from './copies/copy-memory.js';
import type { View, Visit } from './visit.js';
import { placeOf } from '../gitlab/references/place-of.js';
import { barOf } from './policies/bars.js';
import { asShared, forShared, isCovered } from './policies/shared-sight.js';

/** So many things of a page are fetched with one of them; the others are fetched by their own frames. */
const MOST_COMPANIONS = 100;

/**
 * Fetches what a visit wants and, for the same eyes, what else its page shows: all in one tick, so that GitLab is asked for them
 * in bulk, and the page's other frames find them waiting. What becomes of the others is nobody's concern here.
 * @throws GitLabError
 */
export async function fetchWithCompanions(visit: Visit, { eyes, accessToken, seenAs, shared }: View): Promise<Copy> {
  const { caller, copies, gitlab, subject, signal } = visit;
  const copyOf = (reference: Reference) => ({ tenant: caller.tenant, eyes, instance: subject.instance, reference });
  const { insistent = false } = visit.wanted;
  const fetch = async (reference: Reference) => {
    const thing = await gitlab.load(subject.instance, shared ? forShared(reference) : reference, accessToken, signal, { crowd: caller.tenant.clientKey, user: seenAs });
    return shared ? asShared(thing, shared, subject.instance) : thing;
  };
  const load = (reference: Reference, anyway = false) => copies.load(copyOf(reference), () => fetch(reference), anyway);
  const isFetched = () => copies.isKnown(copyOf(subject.reference), insistent);
  const turn = JSON.stringify([caller.tenant.clientKey, visit.wanted.page?.pageId, eyes]);
  const others = visit.wanted.page && !isFetched() ? visit.turns.get(turn) : undefined;
  if (others) {
    await turnEnds(others);
    const brought = await copies.find(copyOf(subject.reference));
    if (brought && copies.isFresh(brought)) return brought;
  }
  const isKnown = isFetched();
  if (isKnown && visit.wanted.page) visit.knowledge?.saw(caller, visit.wanted.page, visit.wanted.macro);
  const companions = isKnown ? [] : (await companionsOf(visit)).filter((reference) => !shared || isCovered(shared, placeOf(reference)));
  const due = await copies.due(companions.map(copyOf));
  const wanted = load(subject.reference, insistent);
  for (const { reference } of due) load(reference).catch(() => undefined);
  if (!isKnown) takeTurn(visit.turns, turn, wanted);
  return inTime(wanted, signal);
}

/** What a viewer's frames of one page fetch now. Frames that come meanwhile go together when it is there, not each beside it. */
export type Turns = Map<string, Promise<unknown>>;

const TURN_MS = 300;

function takeTurn(turns: Turns, name: string, wanted: Promise<unknown>): void {
  const turn = wanted.catch(() => undefined).finally(() => {
    if (turns.get(name) === turn) turns.delete(name);
  });
  turns.set(name, turn);
}

async function turnEnds(turn: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([turn, new Promise((resolve) => (timer = setTimeout(resolve, TURN_MS)))]);
  clearTimeout(timer);
}

/** What else the page shows of the same instance. */
async function companionsOf({ caller, wanted, knowledge, subject, site, space, signal, referenceOf }: Visit): Promise<readonly Reference[]> {
  if (!wanted.page || !knowledge) return [];
  const macros = await inTime(knowledge.macrosOf(caller, wanted.page, wanted.macro, signal), signal).catch(() => []);
  const references = macros.flatMap((macro) => referenceOf(macro) ?? []);
  return references.filter((reference) => reference.instance === subject.instance.id && barOf(site.policies, space, reference) === undefined).slice(0, MOST_COMPANIONS);
}
