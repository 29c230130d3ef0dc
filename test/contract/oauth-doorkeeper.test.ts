import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CASES, Client, pairOf } from './oauth-cases.js';
import { missingDoorkeeper, startDoorkeeper, startStandIn, type Party } from './oauth-parties.js';

const reason = missingDoorkeeper();
const suite = reason === undefined || process.env.REQUIRE_SUITES !== undefined ? describe : describe.skip;

suite(`the stand-in's OAuth answers as GitLab's own library does${reason === undefined ? '' : ` (${reason})`}`, () => {
  let doorkeeper: Party | undefined;
  let standIn: Party | undefined;
  const client = (party: Party | undefined) => {
    if (!party) throw new Error('It is not running.');
    return new Client(party);
  };

  beforeAll(async () => {
    standIn = await startStandIn();
    doorkeeper = await startDoorkeeper();
  }, 60_000);
  afterAll(async () => {
    await Promise.all([doorkeeper?.stop(), standIn?.stop()]);
  });

  test.each(CASES)('%s', async (_name, run) => {
    const expected = await run(client(doorkeeper));
    const actual = await run(client(standIn));
    expect(actual).toEqual(expected);
  });

  test('of four refreshes at once one wins, and its pair lives', async () => {
    for (const party of [doorkeeper, standIn]) {
      const asking = client(party);
      const { refresh } = await asking.pair();
      const answers = await Promise.all([1, 2, 3, 4].map(() => asking.refresh(refresh)));
      const won = answers.filter(({ observed }) => observed.status === 200);
      expect(answers.map(({ observed }) => observed.status).sort()).toEqual([200, 400, 400, 400]);
      expect((await Promise.all(won.map((answer) => asking.info(pairOf(answer).access)))).map(({ observed }) => observed.status)).toEqual([200]);
    }
  });
});
