import { DataTypes } from 'sequelize';
import type { Migration } from '../migrate.js';

const text = { type: DataTypes.STRING(255), allowNull: false };
const optional = { type: DataTypes.STRING(255), allowNull: true };
const long = { type: DataTypes.TEXT, allowNull: true };
const date = { type: DataTypes.DATE, allowNull: false };
const optionalDate = { type: DataTypes.DATE, allowNull: true };

const entries = {
  id: { ...text, primaryKey: true },
  client_key: text,
  at: date,
  action: text,
  actor: optional,
  actor_name: long,
  subject: optional,
  instance_id: optional,
  sealed_details: long,
};

const reports = {
  client_key: { ...text, primaryKey: true },
  next_at: date,
  lease_owner: optional,
  began_at: optionalDate,
  reported_to: optional,
  finished_at: optionalDate,
  cycle_days: { type: DataTypes.INTEGER, allowNull: false },
  tries: { type: DataTypes.INTEGER, allowNull: false },
  failure: optional,
};

const refreshed = {
  client_key: { ...text, primaryKey: true },
  account_id: { ...text, primaryKey: true },
  refreshed_at: date,
};

/** The audit log, how far each site's report of personal data is, and whose data was brought up to date by one. */
export const audit: Migration = {
  name: '0009-audit',
  async up({ queryInterface, transaction }) {
    await queryInterface.createTable('audit_entries', entries, { transaction });
    await queryInterface.addIndex('audit_entries', ['client_key', 'at'], { transaction });
    await queryInterface.addIndex('audit_entries', ['client_key', 'actor'], { transaction });
    await queryInterface.addIndex('audit_entries', ['client_key', 'subject'], { transaction });
    await queryInterface.addIndex('audit_entries', ['at'], { transaction });
    await queryInterface.createTable('personal_data_reports', reports, { transaction });
    await queryInterface.createTable('refreshed_people', refreshed, { transaction });
  },
  async down({ queryInterface, transaction }) {
    for (const table of ['refreshed_people', 'personal_data_reports', 'audit_entries']) await queryInterface.dropTable(table, { transaction });
  },
};
