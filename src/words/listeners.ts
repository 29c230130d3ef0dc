import { LRUCache } from 'lru-cache';
import { KEEPING } from '../keeping.js';
import type { Listener } from './languages.js';

/** Somebody at a Confluence site; an anonymous reader has no account. */
export interface Person {
  readonly tenant: { readonly clientKey: string };
  readonly accountId: string | undefined;
}

/** How people read, as their frames' scripts last said, for first responses. A hint in this process's memory alone: Confluence knows. */
export interface Listeners {
  /** Of an anonymous reader nothing is remembered. */
  remember(person: Person, listener: Listener): void;
  recall(person: Person): Listener | undefined;
  /** The account ids of a site's people who are remembered here. */
  people(clientKey: string): readonly string[];
  /** By `personName`. */
  forgetPerson(name: string): void;
  forgetTenant(clientKey: string): void;
}

/** The topic on which it is announced, by their name, that somebody had all that is kept of them erased. */
export const PERSON_ERASED = 'person-erased';

/** Somebody with an account as one word: neither part can hold a blank. */
export function personName(clientKey: string, accountId: string): string {
  return `${clientKey} ${accountId}`;
}

const MOST = 20_000;
const LIFE_MS = KEEPING.listenerDays * 86_400_000;

export function createListeners(): Listeners {
  const known = new LRUCache<string, Listener>({ max: MOST, ttl: LIFE_MS, ttlAutopurge: true });
  return {
    remember({ tenant, accountId }, listener) {
      if (accountId !== undefined) known.set(personName(tenant.clientKey, accountId), listener);
    },
    recall: ({ tenant, accountId }) => (accountId === undefined ? undefined : known.get(personName(tenant.clientKey, accountId))),
    people: (clientKey) => [...known.keys()].filter((key) => key.startsWith(personName(clientKey, ''))).map((key) => key.slice(personName(clientKey, '').length)),
    forgetPerson: (name) => void known.delete(name),
    forgetTenant(clientKey) {
      for (const key of [...known.keys()]) if (key.startsWith(personName(clientKey, ''))) known.delete(key);
    },
  };
}
