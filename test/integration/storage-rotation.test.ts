import { beforeEach, expect, it } from '@jest/globals';
import { DataTypes, QueryTypes } from 'sequelize';
import type { Database } from '../../src/storage/database.js';
import { findWrongKeys } from '../../src/storage/key-check.js';
import { resealColumns, type SealedColumn } from '../../src/storage/rotation.js';
import { createSealer, type Sealer } from '../../src/storage/sealing.js';
import { eachDatabase } from '../support/databases.js';
import { asOperator } from '../support/rows.js';

const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) });
const before = createSealer([key('old', 1)]);
const after = createSealer([key('new', 2), key('old', 1)]);
const onlyNew = createSealer([key('new', 2)]);

const place = (tenant: string, account: string) => ({ tenant, account, field: 'secret' });
const column: SealedColumn = {
  table: 'things',
  keyColumns: ['client_key', 'account_id'],
  column: 'sealed_secret',
  place: (keys) => place(keys.client_key ?? '', keys.account_id ?? ''),
};

eachDatabase('a new key', (on) => {
  beforeEach(async () => {
    const queryInterface = on.database.sequelize.getQueryInterface();
    await on.database.ofAllTenants.write(async (transaction) => {
      await queryInterface.dropTable('things', { transaction });
      const text = { type: DataTypes.STRING(255), primaryKey: true };
      await queryInterface.createTable('things', { client_key: text, account_id: text, sealed_secret: DataTypes.TEXT }, { transaction });
    });
  });

  const add = (rows: readonly (readonly [string, string, string | null])[]) =>
    on.database.ofAllTenants.write((transaction) =>
      on.database.sequelize
        .getQueryInterface()
        .bulkInsert('things', rows.map(([client_key, account_id, sealed_secret]) => ({ client_key, account_id, sealed_secret })), { transaction }),
    );
  const rows = () =>
    asOperator(on.database).query<{ client_key: string; account_id: string; sealed_secret: string | null }>('SELECT * FROM things ORDER BY client_key, account_id', {
      type: QueryTypes.SELECT,
    });
  const secretsBy = async (sealer: Sealer) =>
    (await rows()).map(({ client_key, account_id, sealed_secret }) => sealed_secret && sealer.open(sealed_secret, place(client_key, account_id)));
  const sealedRow = (sealer: Sealer, tenant: string, account: string, secret: string) => [tenant, account, sealer.seal(secret, place(tenant, account))] as const;

  it('reaches every row, however many, after which the old one is not needed [T22c]', async () => {
    const many = Array.from({ length: 250 }, (_, index) => sealedRow(before, `tenant-${index % 7}`, `account-${index}`, `secret ${index}`));
    await add(many);
    expect(await resealColumns(on.database, after, [column])).toEqual({ resealed: 250, failures: [] });
    const secrets = await secretsBy(onlyNew);
    expect(new Set(secrets)).toEqual(new Set(many.map((_, index) => `secret ${index}`)));
    expect(await resealColumns(on.database, after, [column])).toEqual({ resealed: 0, failures: [] });
  });

  it('is missed by name when nothing that it sealed opens any more [T22d]', async () => {
    await add([sealedRow(before, 'a', '1', 'old'), sealedRow(onlyNew, 'a', '2', 'new'), ['a', '3', 'v1.old.broken']]);
    const wrong = (sealer: Sealer) => findWrongKeys(on.database, sealer, [column]);
    expect(await wrong(after)).toEqual([]);
    expect(await wrong(onlyNew)).toEqual(['old']);
    expect(await wrong(createSealer([key('old', 9), key('new', 2)]))).toEqual(['old']);
    expect([...(await wrong(createSealer([key('other', 3)])))].sort()).toEqual(['new', 'old']);
  });

  it('leaves alone what is empty or was sealed with it already', async () => {
    const fresh = sealedRow(after, 'a', '1', 'fresh');
    await add([fresh, ['a', '2', null], sealedRow(before, 'a', '3', 'old')]);
    expect(await resealColumns(on.database, after, [column])).toEqual({ resealed: 1, failures: [] });
    expect((await rows())[0]?.sealed_secret).toBe(fresh[2]);
    expect(await secretsBy(onlyNew)).toEqual(['fresh', null, 'old']);
  });

  it('does not stop at what can not be opened, names it without its content, and leaves it as it is', async () => {
    const lost = sealedRow(createSealer([key('lost', 3)]), 'b', '1', 'lost');
    const moved = ['b', '2', before.seal('moved', place('somebody', 'else'))] as const;
    await add([sealedRow(before, 'a', '1', 'first'), lost, moved, ['b', '3', 'plain text'], sealedRow(before, 'c', '1', 'last')]);
    const done = await resealColumns(on.database, after, [column]);
    expect(done.resealed).toBe(2);
    expect(done.failures).toHaveLength(3);
    expect(done.failures.join()).toMatch(/things\.sealed_secret \(client_key=b, account_id=1\).*"lost"/);
    expect(done.failures.join()).not.toMatch(/plain text|v1\./);
    expect((await rows()).slice(1, 4).map(({ sealed_secret }) => sealed_secret)).toEqual([lost[2], moved[2], 'plain text']);
  });

  /** A database that something happens to before each write. */
  const meanwhile = (happen: () => Promise<unknown>): Database => {
    const { read, write } = on.database.ofAllTenants;
    return { ...on.database, ofAllTenants: { read, write: async (work) => (await happen(), write(work)) } };
  };

  it('does not undo what the app writes meanwhile', async () => {
    await add([sealedRow(before, 'a', '1', 'old one'), sealedRow(before, 'a', '2', 'old two')]);
    // The app writes between the reading and the replacing of each row.
    const racing = meanwhile(() =>
      asOperator(on.database).query("UPDATE things SET sealed_secret = :fresh WHERE account_id = '1'", { replacements: { fresh: after.seal('new one', place('a', '1')) } }),
    );
    expect(await resealColumns(racing, after, [column])).toEqual({ resealed: 1, failures: [] });
    expect(await secretsBy(onlyNew)).toEqual(['new one', 'old two']);
  });

  it('gives up on something that goes on sealing with an old one', async () => {
    await add([sealedRow(before, 'a', '1', 'secret')]);
    const stubborn = meanwhile(() => asOperator(on.database).query('UPDATE things SET sealed_secret = :old', { replacements: { old: before.seal('secret', place('a', '1')) } }));
    const { failures } = await resealColumns(stubborn, after, [column]);
    expect(failures).toEqual(['things.sealed_secret: something goes on sealing with an old key']);
  });

  it('may be brought by two at once', async () => {
    await add(Array.from({ length: 120 }, (_, index) => sealedRow(before, 'a', String(index), `secret ${index}`)));
    const second = await on.open();
    const [mine, theirs] = await Promise.all([resealColumns(on.database, after, [column]), resealColumns(second, after, [column])]);
    await second.close();
    expect([mine.failures, theirs.failures, mine.resealed + theirs.resealed]).toEqual([[], [], 120]);
    expect(await secretsBy(onlyNew)).toHaveLength(120);
  });
});
