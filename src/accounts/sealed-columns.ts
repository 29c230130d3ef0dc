import type { KeyValues, SealedColumn } from '../storage/rotation.js';
import { recentsPlace } from './recents.js';
import { flowPlace, formerRevocationPlace, linkPlace, revocationPlace } from './sealed-tokens.js';

const OWNER = ['client_key', 'account_id', 'instance_id'] as const;

/** Every column of this feature that holds sealed texts, for bringing a new key to them. */
export const ACCOUNT_COLUMNS: readonly SealedColumn[] = [
  ...(['access_token', 'refresh_token'] as const).map((name): SealedColumn => ({
    table: 'links',
    keyColumns: OWNER,
    column: `sealed_${name}`,
    place: (keys) => linkPlace(ownerOf(keys), name),
  })),
  ...(['verifier', 'access_token', 'refresh_token'] as const).map((name): SealedColumn => ({
    table: 'link_flows',
    keyColumns: ['id', ...OWNER],
    column: `sealed_${name}`,
    place: (keys) => flowPlace({ id: valueOf(keys, 'id'), ...ownerOf(keys) }, name),
  })),
  { table: 'recents', keyColumns: OWNER, column: 'sealed_things', place: (keys) => recentsPlace(ownerOf(keys)) },
  ...(['sealed_token', 'sealed_application'] as const).map((column): SealedColumn => ({
    table: 'revocations',
    keyColumns: ['id', 'instance_id', 'instance_url'],
    column,
    place: (keys) => revocationPlace(waitingOf(keys), column),
    formerPlace: (keys) => formerRevocationPlace(waitingOf(keys), column),
  })),
];

function ownerOf(keys: KeyValues) {
  return { clientKey: valueOf(keys, 'client_key'), accountId: valueOf(keys, 'account_id'), instanceId: valueOf(keys, 'instance_id') };
}

function waitingOf(keys: KeyValues) {
  return { id: valueOf(keys, 'id'), instanceId: valueOf(keys, 'instance_id'), instanceUrl: valueOf(keys, 'instance_url') };
}

function valueOf(keys: KeyValues, column: string): string {
  const value = keys[column];
  if (value === undefined) throw new TypeError(`the row was read without its ${column}`);
  return value;
}
