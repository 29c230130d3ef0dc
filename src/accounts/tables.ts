import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';

/**
 * new: nobody came with a ticket yet. started: a browser was sent to GitLab. exchanging: GitLab sent it back.
 * pending: tokens are here, the person has not confirmed. The other four are the end; nothing secret is left then.
 */
export type FlowStatus = 'new' | 'started' | 'exchanging' | 'pending' | 'linked' | 'failed' | 'declined';

/** Why a flow failed, for telling the person. */
export type FlowFailure = 'denied' | 'refused' | 'unavailable' | 'superseded' | 'code' | 'expired';

/** One attempt to link. Of what lets anybody act in it, hashes only. */
export interface FlowRow {
  id: string;
  clientKey: string;
  epoch: number;
  accountId: string;
  /** What the person is called in Confluence, where that can't be asked later. */
  confluenceName: string | null;
  instanceId: string;
  /** The instance's base URL when the flow began: nothing goes to another. */
  instanceUrl: string;
  status: FlowStatus;
  failure: FlowFailure | null;
  /** Started by a link that anybody could have been sent: needs a code to be confirmed. */
  lowTrust: boolean;
  secretHash: string;
  ticketHash: string;
  ticketExpiresAt: Date;
  ticket2Hash: string;
  stateHash: string | null;
  cookieHash: string | null;
  sealedVerifier: string | null;
  sealedAccessToken: string | null;
  sealedRefreshToken: string | null;
  tokenExpiresAt: Date | null;
  gitlabUserId: string | null;
  username: string | null;
  name: string | null;
  /** What GitLab has granted, with blanks between; null until it has. */
  scopes: string | null;
  codeHash: string | null;
  codeExpiresAt: Date | null;
  tries: number;
  createdAt: Date;
  expiresAt: Date;
}

/** One person's GitLab account on one instance. */
export interface LinkRow {
  clientKey: string;
  accountId: string;
  instanceId: string;
  instanceUrl: string;
  /** Random; another one with each Confirm. */
  version: string;
  /** Counts what happened to the tokens; every write of them compares it. */
  cas: number;
  status: 'linked' | 'reconnect';
  sealedAccessToken: string | null;
  sealedRefreshToken: string | null;
  expiresAt: Date;
  gitlabUserId: string;
  username: string;
  name: string;
  leaseOwner: string | null;
  leaseUntil: Date | null;
  /** No refresh before this moment. */
  retryAt: Date | null;
  /** How often a refresh with the current token ended without an answer. */
  lostTries: number;
  linkedAt: Date;
  /** What GitLab granted, with blanks between; null where nobody took note of it. */
  scopes: string | null;
  /** To the hour or so. */
  lastUsedAt: Date | null;
}

/** Rows of a tenant, or those of one person or one instance in it. */
export type Whose = Pick<LinkRow, 'clientKey'> & Partial<Pick<LinkRow, 'accountId' | 'instanceId' | 'instanceUrl'>>;

/** What was shown lately to the owner of a link. */
export interface RecentsRow {
  clientKey: string;
  accountId: string;
  instanceId: string;
  sealedThings: string;
  /** When something was added last. */
  seenAt: Date;
}

/** A token to be revoked at GitLab. Names no tenant and no person, so it may outlive them. */
export interface RevocationRow {
  id: string;
  instanceId: string;
  instanceUrl: string;
  sealedToken: string;
  /** What it is revoked with, where that is not the operator's own OAuth application. */
  sealedApplication: string | null;
  tries: number;
  nextAt: Date;
  expiresAt: Date;
  /** When it became a job of the queue. */
  handedAt: Date | null;
}

type Table<Row extends object> = ModelStatic<Model<Row, Row>>;

/** The tables of this feature. */
export interface Tables {
  readonly flows: Table<FlowRow>;
  readonly links: Table<LinkRow>;
  readonly revocations: Table<RevocationRow>;
  readonly recents: Table<RecentsRow>;
}

// Sequelize writes into what it is given, so each column gets an object of its own.
const text = () => ({ type: DataTypes.STRING, allowNull: false });
const long = () => ({ type: DataTypes.TEXT, allowNull: false });
const optional = () => ({ type: DataTypes.STRING, allowNull: true });
const optionalLong = () => ({ type: DataTypes.TEXT, allowNull: true });
const sealed = () => ({ type: DataTypes.TEXT, allowNull: true });
const moment = () => ({ type: DataTypes.DATE, allowNull: false });
const optionalMoment = () => ({ type: DataTypes.DATE, allowNull: true });
const count = () => ({ type: DataTypes.INTEGER, allowNull: false });
const key = () => ({ ...text(), primaryKey: true });

/** The tables of `0002-accounts`, with the column of `0006-flow-names`, and what `0007-own-data` and `0008-sites` add. */
export function defineTables(sequelize: Sequelize): Tables {
  const options = (tableName: string) => ({ tableName, underscored: true, timestamps: false });
  return {
    flows: sequelize.define('LinkFlow', {
      id: key(), clientKey: text(), epoch: count(), accountId: text(), confluenceName: optionalLong(), instanceId: text(), instanceUrl: long(),
      status: text(), failure: optional(), lowTrust: { type: DataTypes.BOOLEAN, allowNull: false },
      secretHash: text(), ticketHash: text(), ticketExpiresAt: moment(), ticket2Hash: { ...text(), field: 'ticket2_hash' }, stateHash: optional(), cookieHash: optional(),
      sealedVerifier: sealed(), sealedAccessToken: sealed(), sealedRefreshToken: sealed(), tokenExpiresAt: optionalMoment(),
      gitlabUserId: optional(), username: optional(), name: optional(), scopes: optionalLong(),
      codeHash: optional(), codeExpiresAt: optionalMoment(), tries: count(), createdAt: moment(), expiresAt: moment(),
    }, options('link_flows')),
    links: sequelize.define('Link', {
      clientKey: key(), accountId: key(), instanceId: key(), instanceUrl: long(), version: text(), cas: count(), status: text(),
      sealedAccessToken: sealed(), sealedRefreshToken: sealed(), expiresAt: moment(),
      gitlabUserId: text(), username: text(), name: text(),
      leaseOwner: optional(), leaseUntil: optionalMoment(), retryAt: optionalMoment(), lostTries: count(), linkedAt: moment(),
      scopes: optionalLong(), lastUsedAt: optionalMoment(),
    }, options('links')),
    revocations: sequelize.define('Revocation', {
      id: key(), instanceId: text(), instanceUrl: long(), sealedToken: long(), sealedApplication: sealed(),
      tries: count(), nextAt: moment(), expiresAt: moment(), handedAt: optionalMoment(),
    }, options('revocations')),
    recents: sequelize.define('Recents', { clientKey: key(), accountId: key(), instanceId: key(), sealedThings: long(), seenAt: moment() }, options('recents')),
  };
}
