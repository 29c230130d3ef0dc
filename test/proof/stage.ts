import type { Answer, Sent } from './asking.js';
import type { Receiver } from './model.js';
import { SPACES, type ProofPage } from './pages.js';
import type { Witness } from './witness.js';
import type { ProofWorld } from './world.js';

/** An address that a frame was given, and for whom it was made. */
export interface Given {
  readonly path: string;
  readonly tenant: number;
  readonly person: string | undefined;
  /** The life of the link that it was made for; null for none. */
  readonly life: number | null;
}

/** Where steps act: the world, whoever watches, and what answers have brought so far. */
export interface Stage {
  readonly world: ProofWorld;
  readonly witness: Witness;
  readonly fragments: Given[];
  readonly pictures: Given[];
  /** Asks an instance, and has the answer looked at. `fresh`: what it shows has to be asked of GitLab anew. */
  ask(to: Omit<Receiver, 'asked'>, sent: Sent, fresh?: boolean): Promise<Answer>;
  site(tenant: number): ProofWorld['sites'][number];
  page(tenant: number, index: number): ProofPage;
  /** An address that Confluence signed, below the app's. */
  below(signed: string): string;
  /** For a frame's own calls. */
  bearer(tenant: number, person: string, space?: string): { readonly authorization: string };
}

/** Of each kind; the oldest go. */
const MOST_GIVEN = 2_000;

export function createStage(world: ProofWorld, witness: Witness): Stage {
  const [fragments, pictures] = [[] as Given[], [] as Given[]];
  const site = (tenant: number) => {
    const found = world.sites[tenant];
    if (!found) throw new Error(`There is no site ${tenant}.`);
    return found;
  };
  const portOf = (server: number) => world.ports[server % world.ports.length] ?? 0;

  const known = new Set<string>();
  /** Each once: the pictures of people come again and again. */
  function keep(into: Given[], text: string, pattern: RegExp, of: Omit<Given, 'path'>): void {
    for (const [, found = ''] of text.matchAll(pattern)) {
      const path = found.replaceAll('&amp;', '&');
      if (known.has(path)) continue;
      known.add(path);
      into.push({ ...of, path });
    }
    if (into.length > MOST_GIVEN) into.splice(0, into.length - MOST_GIVEN);
  }

  return {
    world,
    witness,
    fragments,
    pictures,
    site,
    async ask(to, sent, fresh = false) {
      const started = world.time.now;
      const server = to.server % world.ports.length;
      const life = to.person === undefined ? null : (world.model.lifeOf(to.tenant, to.person)?.id ?? null);
      const answer = await world.asking.ask(portOf(server), sent);
      const asked = `${decodeURIComponent(sent.path.replace(/jwt=[^&]*/, ''))}${sent.body === undefined ? '' : JSON.stringify(sent.body)}`;
      witness.answered({ ...to, server, asked }, answer, started, fresh);
      const given = { tenant: to.tenant, person: to.person, life };
      if (to.as === 'macro') {
        keep(fragments, answer.text, /"(\/api\/macros\/[^"]+)"/g, given);
        keep(pictures, answer.text, /"(\/pictures\?of=[^"]+)"/g, given);
      }
      return answer;
    },
    page(tenant, index) {
      const pages = world.pages[tenant] ?? [];
      const page = pages[index % pages.length];
      if (!page) throw new Error('There is no page.');
      return page;
    },
    below: (signed) => signed.slice(world.baseUrl.length),
    bearer: (tenant, person, key) => {
      const space = SPACES.find((one) => one.key === key);
      return { authorization: `JWT ${site(tenant).contextToken(person, space ? { page: { id: '5001', title: 'A page', version: 1 }, space } : {})}` };
    },
  };
}
