import { DataTypes } from 'sequelize';
import type { Migration } from '../migrate.js';

const key = { type: DataTypes.STRING(255), allowNull: false, primaryKey: true };
const optional = { type: DataTypes.STRING(255) };
const date = { type: DataTypes.DATE, allowNull: false };
const optionalDate = { type: DataTypes.DATE };

const embeds = {
  client_key: key,
  page_id: key,
  /** A keyed hash of what the macro shows. */
  embed: key,
  space_key: optional,
  sealed_macro: { type: DataTypes.TEXT, allowNull: false },
  instance_id: optional,
  kind: optional,
  outcome: { type: DataTypes.STRING(32), allowNull: false },
  standing: { type: DataTypes.STRING(32) },
  first_seen_at: date,
  seen_at: date,
  shown_at: optionalDate,
  refused_at: optionalDate,
};

/** What macros of a site's pages show, and how that went when somebody looked. */
export const embedsSeen: Migration = {
  name: '0010-embeds',
  async up({ queryInterface, transaction }) {
    await queryInterface.createTable('embeds', embeds, { transaction });
    await queryInterface.addIndex('embeds', ['client_key', 'seen_at'], { transaction });
    await queryInterface.addIndex('embeds', ['client_key', 'space_key', 'seen_at'], { transaction });
    await queryInterface.addIndex('embeds', ['seen_at'], { transaction });
  },
  async down({ queryInterface, transaction }) {
    await queryInterface.dropTable('embeds', { transaction });
  },
};
