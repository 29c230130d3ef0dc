import { DataTypes } from 'sequelize';
import type { Migration } from '../migrate.js';

const text = { type: DataTypes.STRING(255), allowNull: false };

const pages = {
  client_key: { ...text, primaryKey: true },
  page_id: { ...text, primaryKey: true },
  version: { type: DataTypes.INTEGER, allowNull: false },
  learned: text,
  sealed_macros: { type: DataTypes.TEXT, allowNull: false },
  seen_at: { type: DataTypes.DATE, allowNull: false },
};

/** Which macros of ours the pages of a site show. */
export const knownPages: Migration = {
  name: '0003-pages',
  async up({ queryInterface, transaction }) {
    await queryInterface.createTable('known_pages', pages, { transaction });
    await queryInterface.addIndex('known_pages', ['seen_at'], { transaction });
  },
  async down({ queryInterface, transaction }) {
    await queryInterface.dropTable('known_pages', { transaction });
  },
};
