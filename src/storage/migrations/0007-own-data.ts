import { DataTypes } from 'sequelize';
import type { Migration } from '../migrate.js';

const key = { type: DataTypes.STRING(255), allowNull: false, primaryKey: true };

const recents = {
  client_key: key,
  account_id: key,
  instance_id: key,
  sealed_things: { type: DataTypes.TEXT, allowNull: false },
  seen_at: { type: DataTypes.DATE, allowNull: false },
};

/** What a link may do and when it was used last, and what was shown to its owner lately. Links made before say nothing of either. */
export const ownData: Migration = {
  name: '0007-own-data',
  async up({ sequelize, queryInterface, transaction }) {
    const moment = sequelize.getDialect() === 'postgres' ? 'TIMESTAMP WITH TIME ZONE' : 'DATETIME';
    await sequelize.query('ALTER TABLE link_flows ADD COLUMN scopes TEXT', { transaction });
    await sequelize.query('ALTER TABLE links ADD COLUMN scopes TEXT', { transaction });
    await sequelize.query(`ALTER TABLE links ADD COLUMN last_used_at ${moment}`, { transaction });
    await queryInterface.createTable('recents', recents, { transaction });
    await queryInterface.addIndex('recents', ['seen_at'], { transaction });
  },
  async down({ sequelize, queryInterface, transaction }) {
    await queryInterface.dropTable('recents', { transaction });
    await sequelize.query('ALTER TABLE links DROP COLUMN last_used_at', { transaction });
    await sequelize.query('ALTER TABLE links DROP COLUMN scopes', { transaction });
    await sequelize.query('ALTER TABLE link_flows DROP COLUMN scopes', { transaction });
  },
};
