import type { Migration } from '../migrate.js';

/** What the person who links is called in Confluence, where that can be asked only while they begin. */
export const flowNames: Migration = {
  name: '0006-flow-names',
  async up({ sequelize, transaction }) {
    await sequelize.query('ALTER TABLE link_flows ADD COLUMN confluence_name TEXT', { transaction });
  },
  async down({ sequelize, transaction }) {
    await sequelize.query('ALTER TABLE link_flows DROP COLUMN confluence_name', { transaction });
  },
};
