import type { TokenPair } from '../gitlab/oauth/oauth.js';
import { openAtEither, type Place, type Sealer } from '../storage/sealing.js';
import type { FlowRow, LinkRow, RevocationRow } from './tables.js';

type Owner = Pick<LinkRow, 'clientKey' | 'accountId' | 'instanceId'>;
type SealedPair = { sealedAccessToken: string; sealedRefreshToken: string | null };

/** Where the tokens of a link live. */
export function linkPlace(owner: Owner, column: 'access_token' | 'refresh_token'): Place {
  return { tenant: owner.clientKey, account: owner.accountId, instance: owner.instanceId, field: `links.${column}` };
}

/** Where the secrets of a flow live; another flow of the same person is another place. */
export function flowPlace(flow: Owner & Pick<FlowRow, 'id'>, column: 'verifier' | 'access_token' | 'refresh_token'): Place {
  return { tenant: flow.clientKey, account: flow.accountId, instance: flow.instanceId, field: `link_flows.${column} ${flow.id}` };
}

type Waiting = Pick<RevocationRow, 'id' | 'instanceId' | 'instanceUrl'>;
const WAITING = { sealed_token: 'token', sealed_application: 'application' } as const;

/** Where a token that waits for its revocation lives, or the OAuth application that it is revoked with: belongs to no tenant any more, and goes to this address alone. */
export function revocationPlace({ id, instanceId, instanceUrl }: Waiting, column: keyof typeof WAITING): Place {
  return { tenant: '', instance: instanceId, field: `revocations.${WAITING[column]} ${id} ${instanceUrl}` };
}

/** The same as the release before has sealed it: for any address. */
export function formerRevocationPlace({ id, instanceId }: Waiting, column: keyof typeof WAITING): Place {
  return { tenant: '', instance: instanceId, field: `revocations.${WAITING[column]} ${id}` };
}

/** @throws SealError */
export function openWaiting(sealer: Sealer, row: Waiting, column: keyof typeof WAITING, sealed: string): string {
  return openAtEither(sealer, sealed, revocationPlace(row, column), formerRevocationPlace(row, column));
}

export function sealLinkTokens(sealer: Sealer, owner: Owner, pair: TokenPair): SealedPair {
  return sealPair(sealer, pair, (column) => linkPlace(owner, column));
}

export function sealFlowTokens(sealer: Sealer, flow: Owner & Pick<FlowRow, 'id'>, pair: TokenPair): SealedPair {
  return sealPair(sealer, pair, (column) => flowPlace(flow, column));
}

/** The tokens of a link; undefined when it has none. @throws SealError */
export function openLinkTokens(sealer: Sealer, link: LinkRow): TokenPair | undefined {
  return openPair(sealer, link, link.expiresAt, (column) => linkPlace(link, column));
}

/** The pending tokens of a flow; undefined when it has none. @throws SealError */
export function openFlowTokens(sealer: Sealer, flow: FlowRow): TokenPair | undefined {
  return openPair(sealer, flow, flow.tokenExpiresAt, (column) => flowPlace(flow, column));
}

type PlaceOf = (column: 'access_token' | 'refresh_token') => Place;

function sealPair(sealer: Sealer, pair: TokenPair, place: PlaceOf): SealedPair {
  return {
    sealedAccessToken: sealer.seal(pair.accessToken, place('access_token')),
    sealedRefreshToken: pair.refreshToken === undefined ? null : sealer.seal(pair.refreshToken, place('refresh_token')),
  };
}

type MaybeSealed = { sealedAccessToken: string | null; sealedRefreshToken: string | null };

function openPair(sealer: Sealer, row: MaybeSealed, expiresAt: Date | null, place: PlaceOf): TokenPair | undefined {
  if (row.sealedAccessToken === null || expiresAt === null) return undefined;
  return {
    accessToken: sealer.open(row.sealedAccessToken, place('access_token')),
    refreshToken: row.sealedRefreshToken === null ? undefined : sealer.open(row.sealedRefreshToken, place('refresh_token')),
    expiresAt: expiresAt.getTime(),
  };
}
