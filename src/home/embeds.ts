import { setMaxListeners } from 'node:events';
import type { ConnectCaller, ConnectHandler } from '../connect/caller.js';
import type { Spaces } from '../connect/confluence-spaces.js';
import { readAskedEmbeds, type EmbedsView } from '../embeds/embeds-view.js';
import type { Embeds } from '../embeds/embeds.js';
import { forbidden } from '../errors.js';
import type { Languages } from '../words/languages.js';

/** Handlers for the administrators of a space, each for what is in their space alone. Everybody else gets 403, also while Confluence doesn't tell. */
export interface SpaceEmbeds {
  /** `{html}`: of the space that is named, or of the first of those that the caller administers. */
  readonly embeds: ConnectHandler;
  /** `{name, csv, cut}` of a space. */
  readonly embedsFile: ConnectHandler;
}

export interface SpaceEmbedsParts {
  readonly embeds: Pick<Embeds, 'spaces'>;
  readonly view: EmbedsView;
  readonly confluence: Spaces;
  readonly languages: Pick<Languages, 'wordsOf'>;
}

const ADDRESS = '/api/home/embeds';
/** Spaces that Confluence is asked about at most, so many at once, and for how long in all. */
const MOST_SPACES = 20;
const AT_ONCE = 5;
const ASKING_MS = 3_000;

type SignedIn = ConnectCaller & { readonly accountId: string };

export function createSpaceEmbeds({ embeds, view, confluence, languages }: SpaceEmbedsParts): SpaceEmbeds {
  async function administered({ tenant, accountId }: SignedIn, keys: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    const administers = new Set<string>();
    const left = [...keys];
    const askOn = async () => {
      for (let key = left.shift(); key !== undefined && !signal.aborted; key = left.shift()) {
        if (await confluence.administersSpace(tenant, accountId, key, signal)) administers.add(key);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, askOn));
    return keys.filter((key) => administers.has(key));
  }

  async function named({ tenant }: SignedIn, keys: readonly string[], signal: AbortSignal) {
    const told = keys.length > 0 ? await confluence.spaces(tenant, { keys }, signal) : undefined;
    const names = new Map(told?.spaces.map(({ key, name }) => [key, name]));
    return keys.map((key) => ({ key, name: names.get(key) ?? key }));
  }

  async function admitted(caller: ConnectCaller, space: string): Promise<SignedIn> {
    const signedIn = signedInOf(caller);
    if ((await administered(signedIn, [space], soon())).length === 0) throw forbidden({ say: 'spaceAdministratorsOnly' });
    return signedIn;
  }

  return {
    async embeds(caller, req, res) {
      const words = languages.wordsOf(req, req.query['locale'] === undefined ? caller : undefined);
      const asked = readAskedEmbeds(req.query);
      const { space } = asked.filter;
      if (space !== undefined) {
        const administrator = await admitted(caller, space);
        const spaces = asked.rowsOnly ? [] : await named(administrator, [space], soon());
        return void res.json({ html: await view.html(caller.tenant, asked, { address: ADDRESS, spaces, moreSpaces: true }, words) });
      }
      const signedIn = signedInOf(caller);
      const seen = await embeds.spaces(caller.tenant.clientKey, MOST_SPACES + 1);
      const signal = soon();
      const keys = await administered(signedIn, seen.slice(0, MOST_SPACES), signal);
      const [first = ''] = keys;
      const place = { address: ADDRESS, spaces: await named(signedIn, keys, signal), moreSpaces: seen.length > MOST_SPACES };
      // No space has an empty key: of nothing that the caller administers nothing is found.
      res.json({ html: await view.html(caller.tenant, { filter: { ...asked.filter, space: first }, rowsOnly: false }, place, words) });
    },
    async embedsFile(caller, req, res) {
      const { filter } = readAskedEmbeds(req.query);
      await admitted(caller, filter.space ?? '');
      res.json(await view.file(caller.tenant, filter));
    },
  };
}

function signedInOf(caller: ConnectCaller): SignedIn {
  const { accountId } = caller;
  if (accountId === undefined) throw forbidden({ say: 'spaceAdministratorsOnly' });
  return { ...caller, accountId };
}

/** Several calls at once listen. */
function soon(): AbortSignal {
  const signal = AbortSignal.timeout(ASKING_MS);
  setMaxListeners(0, signal);
  return signal;
}
