import { DataTypes } from 'sequelize';
import type { Migration } from '../migrate.js';

/** Which tenant each Forge installation of the app belongs to; those that have ended belong to none. */
export const forgeInstallations: Migration = {
  name: '0005-forge-installations',
  async up({ sequelize, queryInterface, transaction }) {
    await queryInterface.createTable(
      'forge_installations',
      {
        installation_id: { type: DataTypes.STRING(255), primaryKey: true },
        client_key: { type: DataTypes.STRING(255) },
        ended_at: { type: DataTypes.DATE },
      },
      { transaction },
    );
    await queryInterface.addIndex('forge_installations', ['client_key'], { transaction });
    await queryInterface.addIndex('forge_installations', ['ended_at'], { transaction });
    // Where two tenants named the same one, neither is right for sure.
    await sequelize.query(
      `INSERT INTO forge_installations (installation_id, client_key)
       SELECT installation_id, MIN(client_key) FROM tenants
       WHERE installation_id IS NOT NULL AND uninstalled_at IS NULL GROUP BY installation_id HAVING COUNT(*) = 1`,
      { transaction },
    );
  },
  async down({ queryInterface, transaction }) {
    await queryInterface.dropTable('forge_installations', { transaction });
  },
};
