import type { Migration } from '../migrate.js';

const JOBS = `CREATE TABLE jobs (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  kind VARCHAR(255) NOT NULL,
  data TEXT NOT NULL,
  state VARCHAR(16) NOT NULL,
  tries INTEGER NOT NULL,
  once_key VARCHAR(255),
  turn INTEGER,
  due_at INTEGER NOT NULL,
  running_until INTEGER,
  error TEXT,
  ended_at INTEGER
)`;

/**
 * Work in the background, where SQLite is all there is: on PostgreSQL pg-boss keeps it in a schema of its own. And when a token that is to
 * be revoked became a job: a release that knows of no jobs goes on by `next_at`.
 */
export const jobs: Migration = {
  name: '0012-jobs',
  async up({ sequelize, transaction }) {
    const isSqlite = sequelize.getDialect() === 'sqlite';
    await sequelize.query(`ALTER TABLE revocations ADD COLUMN handed_at ${isSqlite ? 'DATETIME' : 'TIMESTAMP WITH TIME ZONE'}`, { transaction });
    if (!isSqlite) return;
    await sequelize.query(JOBS, { transaction });
    await sequelize.query('CREATE INDEX jobs_due ON jobs (state, due_at)', { transaction });
    await sequelize.query("CREATE UNIQUE INDEX jobs_once ON jobs (kind, once_key) WHERE state = 'waiting' AND tries = 0", { transaction });
    await sequelize.query('CREATE UNIQUE INDEX jobs_turn ON jobs (kind, turn)', { transaction });
  },
  async down({ queryInterface, sequelize, transaction }) {
    if (sequelize.getDialect() === 'sqlite') await queryInterface.dropTable('jobs', { transaction });
    await sequelize.query('ALTER TABLE revocations DROP COLUMN handed_at', { transaction });
  },
};
