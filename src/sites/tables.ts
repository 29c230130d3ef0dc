import { DataTypes, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import type { SealedColumn } from '../storage/rotation.js';
import type { Place } from '../storage/sealing.js';

/** A GitLab instance that a site's administrators have added. */
export interface InstanceRow {
  clientKey: string;
  /** Random, of all sites one: the address that GitLab sends browsers back to ends with it. */
  id: string;
  baseUrl: string;
  /** Null where people can't link yet. */
  clientId: string | null;
  sealedClientSecret: string | null;
  enabled: boolean;
  /** Another one with each change. */
  version: string;
  addedAt: Date;
  changedAt: Date;
}

/** What a site's administrators have set; without a row the defaults hold. */
export interface SettingsRow {
  clientKey: string;
  /** Whether the instance of `GITLAB_URL` is in use at the site. */
  defaultEnabled: boolean;
  policies: string;
  version: string;
  changedAt: Date;
}

/** A token by which people without a link see what an administrator has named. */
export interface SharedTokenRow {
  clientKey: string;
  instanceId: string;
  instanceUrl: string;
  sealedToken: string;
  about: string;
  version: string;
  setAt: Date;
}

type Table<Row extends object> = ModelStatic<Model<Row, Row>>;

export interface SiteTables {
  readonly instances: Table<InstanceRow>;
  readonly settings: Table<SettingsRow>;
  readonly sharedTokens: Table<SharedTokenRow>;
}

export function clientSecretPlace({ clientKey, id }: Pick<InstanceRow, 'clientKey' | 'id'>): Place {
  return { tenant: clientKey, instance: id, field: 'gitlab_instances.client_secret' };
}

export function sharedTokenPlace({ clientKey, instanceId }: Pick<SharedTokenRow, 'clientKey' | 'instanceId'>): Place {
  return { tenant: clientKey, instance: instanceId, field: 'shared_tokens.token' };
}

/** Every column of the site's settings that holds sealed texts. */
export const SITE_COLUMNS: readonly SealedColumn[] = [
  {
    table: 'gitlab_instances',
    keyColumns: ['client_key', 'id'],
    column: 'sealed_client_secret',
    place: (keys) => clientSecretPlace({ clientKey: keys.client_key ?? '', id: keys.id ?? '' }),
  },
  {
    table: 'shared_tokens',
    keyColumns: ['client_key', 'instance_id'],
    column: 'sealed_token',
    place: (keys) => sharedTokenPlace({ clientKey: keys.client_key ?? '', instanceId: keys.instance_id ?? '' }),
  },
];

// Sequelize writes into what it is given, so each column gets an object of its own.
const key = () => ({ type: DataTypes.STRING, primaryKey: true });
const text = () => ({ type: DataTypes.STRING, allowNull: false });
const long = () => ({ type: DataTypes.TEXT, allowNull: false });
const moment = () => ({ type: DataTypes.DATE, allowNull: false });
const truth = () => ({ type: DataTypes.BOOLEAN, allowNull: false });

/** The tables of `0008-sites`. */
export function defineSiteTables(sequelize: Sequelize): SiteTables {
  const options = (tableName: string) => ({ tableName, underscored: true, timestamps: false });
  return {
    instances: sequelize.define(
      'GitLabInstance',
      { clientKey: key(), id: key(), baseUrl: long(), clientId: { type: DataTypes.STRING }, sealedClientSecret: { type: DataTypes.TEXT }, enabled: truth(), version: text(), addedAt: moment(), changedAt: moment() },
      options('gitlab_instances'),
    ),
    settings: sequelize.define('SiteSettings', { clientKey: key(), defaultEnabled: truth(), policies: long(), version: text(), changedAt: moment() }, options('site_settings')),
    sharedTokens: sequelize.define(
      'SharedToken',
      { clientKey: key(), instanceId: key(), instanceUrl: long(), sealedToken: long(), about: long(), version: text(), setAt: moment() },
      options('shared_tokens'),
    ),
  };
}
