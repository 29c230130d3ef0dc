import { Op, type Transaction } from 'sequelize';
import type { Logger } from '../logger.js';
import type { Sealer } from '../storage/sealing.js';
import { ERASED_PERSON, type AuditAction, type AuditNote } from './entry.js';
import { openEntry, sealDetails, type AuditTable } from './table.js';

export interface ErasingParts {
  readonly table: AuditTable;
  readonly sealer: Sealer;
  readonly logger: Pick<Logger, 'error'>;
}

/** Takes a person out of what is written, in entries of these actions or of all: that it happened stays. Resolves to how many named them. */
export async function eraseFromRows({ table, sealer, logger }: ErasingParts, clientKey: string, accountId: string, actions: readonly AuditAction[] | undefined, transaction: Transaction): Promise<number> {
  const either = { [Op.or]: [{ actor: accountId }, { subject: accountId }] };
  const where = { clientKey, ...either, ...(actions ? { action: [...actions] } : {}) };
  const rows = await table.findAll({ where, order: [['id', 'ASC']], lock: transaction.LOCK.UPDATE, transaction });
  for (const found of rows) {
    const row = found.get();
    const { username: _theirs, ...others } = openEntry(sealer, logger, row).details;
    const values = {
      ...(row.actor === accountId ? { actor: ERASED_PERSON, actorName: null } : {}),
      ...(row.subject === accountId ? { subject: ERASED_PERSON } : {}),
      ...((row.subject ?? row.actor) === accountId ? { sealedDetails: sealDetails(sealer, row, others) } : {}),
    };
    await table.update(values, { where: { id: row.id, clientKey }, transaction });
  }
  return rows.length;
}

/** The same of something that is not written yet. */
export function eraseFromNote(note: AuditNote, clientKey: string, accountId: string, actions: readonly AuditAction[] | undefined): AuditNote {
  const { actor, subject } = note;
  if (note.clientKey !== clientKey || (actor !== accountId && subject !== accountId) || (actions && !actions.includes(note.action))) return note;
  const { username: _theirs, ...others } = note.details ?? {};
  return {
    ...note,
    ...(actor === accountId ? { actor: ERASED_PERSON, actorName: undefined } : {}),
    ...(subject === accountId ? { subject: ERASED_PERSON } : {}),
    ...((subject ?? actor) === accountId ? { details: others } : {}),
  };
}
