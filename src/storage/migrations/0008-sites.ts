import { DataTypes } from 'sequelize';
import type { Migration } from '../migrate.js';

const key = { type: DataTypes.STRING(255), allowNull: false, primaryKey: true };
const text = { type: DataTypes.STRING(255), allowNull: false };
const optional = { type: DataTypes.STRING(255) };
const long = { type: DataTypes.TEXT, allowNull: false };
const sealed = { type: DataTypes.TEXT };
const date = { type: DataTypes.DATE, allowNull: false };

const instances = {
  client_key: key,
  id: key,
  base_url: long,
  client_id: optional,
  sealed_client_secret: sealed,
  enabled: { type: DataTypes.BOOLEAN, allowNull: false },
  version: text,
  added_at: date,
  changed_at: date,
};

const settings = {
  client_key: key,
  default_enabled: { type: DataTypes.BOOLEAN, allowNull: false },
  policies: long,
  version: text,
  changed_at: date,
};

const sharedTokens = {
  client_key: key,
  instance_id: key,
  instance_url: long,
  sealed_token: long,
  /** What GitLab said of it and what it may be used for, as JSON. */
  about: long,
  version: text,
  set_at: date,
};

/** GitLab instances and policies that a site's administrators have set, and what tokens of removed instances are revoked with. */
export const sites: Migration = {
  name: '0008-sites',
  async up({ sequelize, queryInterface, transaction }) {
    await queryInterface.createTable('gitlab_instances', instances, { transaction });
    await queryInterface.addIndex('gitlab_instances', ['id'], { unique: true, transaction });
    await queryInterface.createTable('site_settings', settings, { transaction });
    await queryInterface.createTable('shared_tokens', sharedTokens, { transaction });
    await sequelize.query('ALTER TABLE revocations ADD COLUMN sealed_application TEXT', { transaction });
  },
  async down({ sequelize, queryInterface, transaction }) {
    await sequelize.query('ALTER TABLE revocations DROP COLUMN sealed_application', { transaction });
    for (const table of ['shared_tokens', 'site_settings', 'gitlab_instances']) await queryInterface.dropTable(table, { transaction });
  },
};
