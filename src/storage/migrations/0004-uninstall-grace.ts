import type { Migration } from '../migrate.js';

/** Until when an ended tenant may find its links again. Those that ended before have nothing left to find. */
export const uninstallGrace: Migration = {
  name: '0004-uninstall-grace',
  // Sequelize's own `addColumn` looks for the table in the schema `public` alone.
  async up({ sequelize, transaction }) {
    const type = sequelize.getDialect() === 'postgres' ? 'TIMESTAMP WITH TIME ZONE' : 'DATETIME';
    await sequelize.query(`ALTER TABLE tenants ADD COLUMN kept_until ${type}`, { transaction });
  },
  async down({ sequelize, transaction }) {
    await sequelize.query('ALTER TABLE tenants DROP COLUMN kept_until', { transaction });
  },
};
