import { Op, type Transaction } from 'sequelize';
import { holdsTenant } from '../connect/tenant-tables.js';
import type { Database } from '../storage/database.js';
import { SealError, type Sealer } from '../storage/sealing.js';
import type { Note } from './embed-notes.js';
import { embedName, macroPlace, type EmbedRow, type EmbedTable } from './embeds-table.js';

export interface EmbedWriterParts {
  readonly database: Database;
  readonly table: EmbedTable;
  readonly sealer: Sealer;
}

/** Writes down what processes have noted, each of its own looks; whatever the order, the latest of each kind of look stays. */
export interface EmbedWriter {
  /** Notes of one site. What is of an install that is over is dropped. */
  write(notes: readonly Note[]): Promise<void>;
}

export function createEmbedWriter({ database, table, sealer }: EmbedWriterParts): EmbedWriter {
  const keys = sealer.signingKeys('embeds');

  /** One row for one macro of a page, also where an older key has named it, or one that is there no more. */
  async function findRow({ clientKey, pageId }: Pick<EmbedRow, 'clientKey' | 'pageId'>, text: string, transaction: Transaction): Promise<EmbedRow | undefined> {
    const names = keys.map((key) => embedName(key, { clientKey, pageId }, text));
    const rows = (await table.findAll({ where: { clientKey, pageId, embed: names }, transaction })).map((row) => row.get());
    const named = names.flatMap((name) => rows.find(({ embed }) => embed === name) ?? [])[0];
    if (named) return named;
    const others = await table.findAll({ where: { clientKey, pageId, embed: { [Op.notIn]: names } }, transaction });
    return others.map((row) => row.get()).find((row) => openMacro(sealer, row) === text);
  }

  async function writeOne(note: Note, transaction: Transaction): Promise<void> {
    const { clientKey } = note.sighting.tenant;
    const { pageId } = note.sighting;
    const before = await findRow({ clientKey, pageId }, note.text, transaction);
    const row = merged(before, rowOf(note, embedName(keys[0], { clientKey, pageId }, note.text)));
    if (before && before.embed !== row.embed) await table.destroy({ where: { clientKey, pageId, embed: before.embed }, transaction });
    await table.upsert({ ...row, sealedMacro: sealer.seal(note.text, macroPlace(row)) }, { transaction });
  }

  return {
    async write(notes) {
      const tenant = notes[0]?.sighting.tenant;
      if (!tenant) return;
      await database.ofTenant(tenant.clientKey).write(async (transaction) => {
        // This also makes those who write of one site wait for each other, so that nothing gets lost between reading and writing.
        if (!(await holdsTenant(database, tenant, transaction))) return;
        for (const note of notes) await writeOne(note, transaction);
      });
    },
  };
}

/** Undefined for what does not open. */
export function openMacro(sealer: Sealer, row: EmbedRow): string | undefined {
  try {
    return sealer.open(row.sealedMacro, macroPlace(row));
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return undefined;
  }
}

type Unsealed = Omit<EmbedRow, 'sealedMacro'>;

function rowOf({ sighting, firstSeenAt, seenAt, shownAt, refusedAt, standing }: Note, embed: string): Unsealed {
  const { tenant, pageId, space, instanceId, kind, outcome } = sighting;
  return {
    clientKey: tenant.clientKey, pageId, embed,
    spaceKey: space ?? null, instanceId: instanceId ?? null, kind: kind ?? null, outcome, standing: standing ?? null,
    firstSeenAt: new Date(firstSeenAt), seenAt: new Date(seenAt), shownAt: dateOf(shownAt), refusedAt: dateOf(refusedAt),
  };
}

const dateOf = (time: number | undefined) => (time === undefined ? null : new Date(time));

/** Both together, under the name of the newer. Pure. */
export function merged(before: Unsealed | undefined, noted: Unsealed): Unsealed {
  if (!before) return noted;
  const last = noted.seenAt >= before.seenAt ? noted : before;
  // Only who was shown it knows how it stands.
  const told = noted.shownAt !== null && (before.shownAt === null || noted.shownAt >= before.shownAt) ? noted : before;
  return {
    ...last,
    embed: noted.embed,
    spaceKey: last.spaceKey ?? before.spaceKey ?? noted.spaceKey,
    standing: told.standing,
    firstSeenAt: before.firstSeenAt < noted.firstSeenAt ? before.firstSeenAt : noted.firstSeenAt,
    shownAt: latest(before.shownAt, noted.shownAt),
    refusedAt: latest(before.refusedAt, noted.refusedAt),
  };
}

function latest(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
