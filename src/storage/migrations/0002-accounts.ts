import { DataTypes } from 'sequelize';
import type { Migration } from '../migrate.js';

const text = { type: DataTypes.STRING(255), allowNull: false };
const optional = { type: DataTypes.STRING(255) };
const long = { type: DataTypes.TEXT, allowNull: false };
const sealed = { type: DataTypes.TEXT };
const date = { type: DataTypes.DATE, allowNull: false };
const optionalDate = { type: DataTypes.DATE };
const count = { type: DataTypes.INTEGER, allowNull: false };

const linkFlows = {
  id: { ...text, primaryKey: true },
  client_key: text,
  epoch: count,
  account_id: text,
  instance_id: text,
  instance_url: long,
  status: text,
  failure: optional,
  low_trust: { type: DataTypes.BOOLEAN, allowNull: false },
  secret_hash: text,
  ticket_hash: text,
  ticket_expires_at: date,
  ticket2_hash: text,
  state_hash: optional,
  cookie_hash: optional,
  sealed_verifier: sealed,
  sealed_access_token: sealed,
  sealed_refresh_token: sealed,
  token_expires_at: optionalDate,
  gitlab_user_id: optional,
  username: optional,
  name: optional,
  code_hash: optional,
  code_expires_at: optionalDate,
  tries: count,
  created_at: date,
  expires_at: date,
};

const links = {
  client_key: { ...text, primaryKey: true },
  account_id: { ...text, primaryKey: true },
  instance_id: { ...text, primaryKey: true },
  instance_url: long,
  version: text,
  cas: count,
  status: text,
  sealed_access_token: sealed,
  sealed_refresh_token: sealed,
  expires_at: date,
  gitlab_user_id: text,
  username: text,
  name: text,
  lease_owner: optional,
  lease_until: optionalDate,
  retry_at: optionalDate,
  lost_tries: count,
  linked_at: date,
};

const revocations = {
  id: { ...text, primaryKey: true },
  instance_id: text,
  instance_url: long,
  sealed_token: long,
  tries: count,
  next_at: date,
  expires_at: date,
};

/** Flows by which people link their GitLab accounts, the links, and tokens that wait to be revoked at GitLab. */
export const accounts: Migration = {
  name: '0002-accounts',
  async up({ queryInterface, transaction }) {
    await queryInterface.createTable('link_flows', linkFlows, { transaction });
    await queryInterface.addIndex('link_flows', ['secret_hash'], { unique: true, transaction });
    await queryInterface.addIndex('link_flows', ['client_key', 'account_id', 'created_at'], { transaction });
    await queryInterface.addIndex('link_flows', ['client_key', 'created_at'], { transaction });
    await queryInterface.addIndex('link_flows', ['expires_at'], { transaction });
    await queryInterface.createTable('links', links, { transaction });
    await queryInterface.addIndex('links', ['client_key', 'instance_id', 'gitlab_user_id'], { transaction });
    await queryInterface.createTable('revocations', revocations, { transaction });
    await queryInterface.addIndex('revocations', ['next_at'], { transaction });
  },
  async down({ queryInterface, transaction }) {
    for (const table of ['revocations', 'links', 'link_flows']) await queryInterface.dropTable(table, { transaction });
  },
};
