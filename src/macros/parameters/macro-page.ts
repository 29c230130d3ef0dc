import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Tenant } from '../../connect/caller.js';
import type { Sealer } from '../../storage/sealing.js';
import type { MacroPage } from '../page-knowledge/page-knowledge.js';

const SPACE = /^[\x21-\x7e]{1,255}$/;

type Query = Readonly<Record<string, unknown>>;

/**
 * The page that the address of a frame names by `page` and `version`, which Confluence signed; undefined where it names none, as in
 * the editor's preview of a page that was never saved.
 */
export function macroPage(query: Query): MacroPage | undefined {
  const place = readPlace(query);
  return place && { ...place, signed: true };
}

/**
 * The page in the addresses that frames use themselves. They prove that the page was served to somebody who may read it: what is
 * fetched along would else tell anybody of the site what a page holds that they can't open.
 */
export interface PageAddresses {
  /** What is added to an address, beginning with `&`; empty where there is no page. */
  query(tenant: Tenant, page: MacroPage | undefined): string;
  /** Reads it back; undefined without a proof for that site and page. */
  read(tenant: Tenant, query: Query): MacroPage | undefined;
}

const MOST_REMEMBERED = 2_000;

export function createPageAddresses(sealer: Pick<Sealer, 'signingKeys'>): PageAddresses {
  const keys = sealer.signingKeys('pages');
  const known = new LRUCache<string, string>({ max: MOST_REMEMBERED });
  return {
    query(tenant, page) {
      if (!page) return '';
      const text = textOf(tenant, page);
      const proof = known.get(text) ?? prove(keys[0], text);
      known.set(text, proof);
      const space = page.space === undefined ? '' : `&space=${encodeURIComponent(page.space)}`;
      return `&page=${page.pageId}&version=${page.version}${space}&proof=${proof}`;
    },
    read(tenant, query) {
      const place = readPlace(query);
      const given = Buffer.from(typeof query['proof'] === 'string' ? query['proof'] : '');
      const isOurs = place && keys.some((key) => isSame(given, Buffer.from(prove(key, textOf(tenant, place)))));
      return isOurs ? { ...place, signed: false } : undefined;
    },
  };
}

function readPlace({ page, version, space }: Query): Omit<MacroPage, 'signed'> | undefined {
  if (typeof page !== 'string' || !/^\d{1,20}$/.test(page)) return undefined;
  if (typeof version !== 'string' || !/^[1-9]\d{0,8}$/.test(version)) return undefined;
  return { pageId: page, version: Number(version), ...(typeof space === 'string' && SPACE.test(space) ? { space } : {}) };
}

function textOf({ clientKey, epoch }: Tenant, { pageId, version, space }: Omit<MacroPage, 'signed'>): string {
  return JSON.stringify([clientKey, epoch, pageId, version, ...(space === undefined ? [] : [space])]);
}

function prove(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function isSame(given: Buffer, right: Buffer): boolean {
  return given.length === right.length && timingSafeEqual(given, right);
}
