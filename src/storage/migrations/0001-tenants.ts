import { DataTypes } from 'sequelize';
import type { Migration } from '../migrate.js';

/** The sites that have installed the app, what was signed for them lately, and the count that their epochs are drawn from. */
export const tenants: Migration = {
  name: '0001-tenants',
  async up({ sequelize, queryInterface, transaction }) {
    const date = { type: DataTypes.DATE, allowNull: false };
    await queryInterface.createTable(
      'tenants',
      {
        client_key: { type: DataTypes.STRING(255), primaryKey: true },
        base_url: { type: DataTypes.TEXT, allowNull: false },
        display_url: { type: DataTypes.TEXT },
        product_type: { type: DataTypes.STRING(64), allowNull: false },
        shared_secret: { type: DataTypes.TEXT },
        epoch: { type: DataTypes.INTEGER, allowNull: false },
        installation_id: { type: DataTypes.STRING(255) },
        installed_at: date,
        uninstalled_at: { type: DataTypes.DATE },
        created_at: date,
        updated_at: date,
      },
      { transaction },
    );
    await queryInterface.createTable(
      'install_tokens',
      {
        token_hash: { type: DataTypes.STRING(64), primaryKey: true },
        body_hash: { type: DataTypes.STRING(64), allowNull: false },
        client_hash: { type: DataTypes.STRING(64), allowNull: false },
        issued_at: date,
        expires_at: date,
      },
      { transaction },
    );
    await queryInterface.addIndex('install_tokens', ['client_hash'], { transaction });
    await queryInterface.addIndex('install_tokens', ['expires_at'], { transaction });
    await queryInterface.createTable(
      'install_epoch',
      { id: { type: DataTypes.INTEGER, primaryKey: true }, value: { type: DataTypes.INTEGER, allowNull: false } },
      { transaction },
    );
    await sequelize.query('INSERT INTO install_epoch (id, value) VALUES (1, 0)', { transaction });
  },
  async down({ queryInterface, transaction }) {
    for (const table of ['install_epoch', 'install_tokens', 'tenants']) await queryInterface.dropTable(table, { transaction });
  },
};
