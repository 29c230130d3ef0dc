import type { Sequelize } from 'sequelize';
import { z } from 'zod';
import type { PoolUse } from '../telemetry/metrics.js';

const Pool = z.object({ using: z.number(), available: z.number() });

/** How the connections are used at this moment. Sequelize's types don't tell of its pool: https://github.com/sequelize/sequelize-pool */
export function poolUse({ connectionManager }: Sequelize, waiting: number): PoolUse {
  const pool = Pool.safeParse('pool' in connectionManager ? connectionManager.pool : undefined);
  if (!pool.success) return { used: 0, idle: 0, waiting };
  const { using, available } = pool.data;
  return { used: using, idle: available, waiting };
}
