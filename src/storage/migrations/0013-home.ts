import { DataTypes } from 'sequelize';
import type { Migration } from '../migrate.js';

const home = {
  /** Always 1: there is one row. */
  id: { type: DataTypes.INTEGER, allowNull: false, primaryKey: true },
  base_url: { type: DataTypes.TEXT, allowNull: false },
  since: { type: DataTypes.DATE, allowNull: false },
};

/** Under which base URL the database is served, so that a copy of it elsewhere is known for one. */
export const homeAddress: Migration = {
  name: '0013-home',
  async up({ queryInterface, transaction }) {
    await queryInterface.createTable('home', home, { transaction });
  },
  async down({ queryInterface, transaction }) {
    await queryInterface.dropTable('home', { transaction });
  },
};
