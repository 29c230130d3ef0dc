import { literal, Op, type Transaction, type WhereOptions } from 'sequelize';
import type { TokenPair } from '../gitlab/oauth/oauth.js';
import type { Logger } from '../logger.js';
import type { Database } from '../storage/database.js';
import type { Invalidation } from '../storage/invalidation.js';
import { SealError, type Sealer } from '../storage/sealing.js';
import { createRemembered } from '../storage/remembered.js';
import type { Recents } from './recents.js';
import { doom, type Revocations } from './revocations.js';
import { openLinkTokens, sealLinkTokens } from './sealed-tokens.js';
import type { LinkRow, Tables, Whose } from './tables.js';
import { LINK_ENDED, linkName } from './viewer.js';

/** What names a link: there is one at most for a person and an instance. */
export type LinkOwner = Pick<LinkRow, 'clientKey' | 'accountId' | 'instanceId'>;

/**
 * The rows of linked accounts. While a site's install is over its links are not found, so that nothing uses them; what becomes of
 * tokens (a refresh under way, the end of the link) is written all the same. Whoever changes tokens says which it saw (`version`,
 * `cas`); who saw older ones changes nothing.
 */
export interface Links {
  find(owner: LinkOwner): Promise<LinkRow | undefined>;
  /** The row as it was 2 s ago at most, where it is remembered. */
  peek(owner: LinkOwner, epoch: number): LinkRow | undefined;
  /** The row as it was 2 s ago at most; what this process changes shows at once, and that there is none is always the truth. */
  recall(owner: LinkOwner, epoch: number): Promise<LinkRow | undefined>;
  /** How many other people of the site are linked to the same GitLab user. */
  countSharers(link: LinkOwner & Pick<LinkRow, 'gitlabUserId'>): Promise<number>;
  /** Takes the right to refresh until `until` (epoch ms); false when another has it, or the tokens are not those seen. */
  lease(seen: LinkRow, leaseOwner: string, until: number): Promise<boolean>;
  /** Gives the right back without new tokens. Nobody tries again before `retryAt` (epoch ms). */
  release(seen: LinkRow, leaseOwner: string, retryAt: number, lostTries: number): Promise<void>;
  /** Puts new tokens in the place of those seen; false when these were replaced or removed meanwhile, by others than an earlier try whose answer was lost. */
  renew(seen: LinkRow, pair: TokenPair): Promise<boolean>;
  /** Deletes dead tokens and leaves the link to be reconnected; false as above, or when the lease was lost. */
  bury(seen: LinkRow, leaseOwner: string): Promise<boolean>;
  /** Adds a link or replaces the old one, whose tokens are queued for revocation. */
  put(link: LinkRow, transaction: Transaction): Promise<void>;
  /** To be called after the commit of `put`. */
  ended(owner: LinkOwner): void;
  /** Removes a link and queues its tokens; false when there was none. */
  remove(owner: LinkOwner): Promise<boolean>;
  /** Removes all links of a tenant, or of a person or an instance in it, and queues their tokens. Answers whose they were: `ended` is to be called for each after the commit. */
  purge(whose: Whose, transaction: Transaction): Promise<readonly LinkOwner[]>;
  /** The same of a hundred at most, so that nobody waits long for the transaction. */
  purgeSome(whose: Whose, transaction: Transaction): Promise<readonly LinkOwner[]>;
  /** The same of links that nobody has used since then: a use takes tokens that are good now, or a lease to renew them. */
  purgeUnused(since: Date, transaction: Transaction): Promise<readonly LinkOwner[]>;
  /** All links of a person, also to instances that are set up no more. */
  findAll(whose: Pick<LinkRow, 'clientKey' | 'accountId'>): Promise<readonly LinkRow[]>;
  /** Writes down when a life of a link was used last; false when that life is over. */
  touch(link: LinkOwner & Pick<LinkRow, 'version'>, lastUsedAt: Date, transaction: Transaction): Promise<boolean>;
}

export interface LinksParts {
  readonly database: Database;
  readonly table: Tables['links'];
  readonly revocations: Revocations;
  readonly recents: Pick<Recents, 'drop'>;
  readonly sealer: Sealer;
  readonly invalidation: Invalidation;
  readonly logger: Logger;
  readonly clock: () => number;
}

/** A link that an uninstall has left is as good as none until its site comes back. */
const OF_NO_ENDED_SITE = literal('NOT EXISTS (SELECT 1 FROM tenants WHERE tenants.client_key = :clientKey AND tenants.uninstalled_at IS NOT NULL)');
/** By so much the clocks of two instances may differ before one takes the other for dead in the middle of a refresh: it would use its token a second time. */
const CLOCKS_DIFFER_MS = 150_000;
const FREE = { leaseOwner: null, leaseUntil: null };

export function createLinks({ database, table, revocations, recents, sealer, invalidation, logger, clock }: LinksParts): Links {
  const doomed = (row: LinkRow) => doom(row, () => openLinkTokens(sealer, row), logger, { tenant: row.clientKey, instance: row.instanceId });

  function holds(row: LinkRow, pair: TokenPair): boolean {
    try {
      return openLinkTokens(sealer, row)?.accessToken === pair.accessToken;
    } catch (error) {
      if (error instanceof SealError) return false;
      throw error;
    }
  }

  const ofTenant = ({ clientKey }: Pick<LinkRow, 'clientKey'>) => database.ofTenant(clientKey);
  const remembered = createRemembered<{ readonly epoch: number; readonly row: LinkRow }>('link', invalidation, clock);

  async function find(owner: LinkOwner): Promise<LinkRow | undefined> {
    const where = { ...keyOf(owner), [Op.and]: OF_NO_ENDED_SITE };
    const replacements = { clientKey: owner.clientKey };
    return ofTenant(owner).read(async (transaction) => (await table.findOne({ where, replacements, transaction }))?.get());
  }

  function ended(owner: LinkOwner): void {
    remembered.changed(linkName(owner));
    invalidation.announce(LINK_ENDED, linkName(owner));
  }

  async function update(seen: LinkRow, values: Partial<LinkRow>, where: WhereOptions<LinkRow>): Promise<boolean> {
    const [changed] = await ofTenant(seen).write((transaction) => table.update(values, { where, transaction }));
    remembered.changed(linkName(seen));
    return changed === 1;
  }

  async function takeAway(where: WhereOptions<LinkRow>, transaction: Transaction, limit = 500): Promise<readonly LinkOwner[]> {
    const rows = await table.findAll({ where, order: [['accountId', 'ASC']], limit, lock: transaction.LOCK.UPDATE, transaction });
    await revocations.keep(rows.flatMap((row) => doomed(row.get())), transaction);
    for (const row of rows) {
      await recents.drop(row.get(), transaction);
      await table.destroy({ where: keyOf(row.get()), transaction });
    }
    return rows.map((row) => keyOf(row.get()));
  }

  return {
    find,
    peek(owner, epoch) {
      const known = remembered.peek(linkName(owner));
      return known?.epoch === epoch ? known.row : undefined;
    },
    async recall(owner, epoch) {
      const read = async () => {
        const row = await find(owner);
        return row && { epoch, row };
      };
      const known = await remembered.find(linkName(owner), read);
      return known && known.epoch !== epoch ? find(owner) : known?.row;
    },
    countSharers: ({ clientKey, accountId, instanceId, gitlabUserId }) =>
      ofTenant({ clientKey }).read((transaction) => table.count({ where: { clientKey, instanceId, gitlabUserId, accountId: { [Op.ne]: accountId } }, transaction })),
    lease(seen, leaseOwner, until) {
      const past = (slackMs: number) => ({ [Op.or]: [null, { [Op.lte]: new Date(clock() - slackMs) }] });
      const where = { ...tokensOf(seen), status: 'linked', leaseUntil: past(CLOCKS_DIFFER_MS), retryAt: past(0) } as const;
      return update(seen, { leaseOwner, leaseUntil: new Date(until) }, where);
    },
    async release(seen, leaseOwner, retryAt, lostTries) {
      await update(seen, { ...FREE, retryAt: new Date(retryAt), lostTries }, { ...tokensOf(seen), leaseOwner });
    },
    async renew(seen, pair) {
      const tokens = { ...sealLinkTokens(sealer, seen, pair), expiresAt: new Date(pair.expiresAt) };
      const cas = seen.cas + 1;
      if (await update(seen, { ...tokens, ...FREE, cas, retryAt: null, lostTries: 0 }, tokensOf(seen))) return true;
      const where = { ...tokensOf(seen), cas };
      const next = await ofTenant(seen).read((transaction) => table.findOne({ where, transaction }));
      return next !== null && holds(next.get(), pair);
    },
    async bury(seen, leaseOwner) {
      const empty = { status: 'reconnect', sealedAccessToken: null, sealedRefreshToken: null, retryAt: null, lostTries: 0 } as const;
      const buried = await update(seen, { ...empty, ...FREE, cas: seen.cas + 1 }, { ...tokensOf(seen), leaseOwner });
      if (buried) ended(seen);
      return buried;
    },
    async put(link, transaction) {
      await takeAway(keyOf(link), transaction);
      await table.create(link, { transaction });
    },
    ended,
    async remove(owner) {
      const gone = await ofTenant(owner).write((transaction) => takeAway(keyOf(owner), transaction));
      // Others are told only of what has ended here: they would look through what they keep for each call that changes nothing.
      if (gone.length === 1) ended(owner);
      // Another process may have removed it, and not have been heard.
      else remembered.forget(linkName(owner));
      return gone.length === 1;
    },
    async purge(whose, transaction) {
      const gone: LinkOwner[] = [];
      for (let some = await takeAway({ ...whose }, transaction); some.length > 0; some = await takeAway({ ...whose }, transaction)) gone.push(...some);
      return gone;
    },
    purgeSome: (whose, transaction) => takeAway({ ...whose }, transaction, 100),
    purgeUnused(since, transaction) {
      const now = new Date(clock());
      const unused = { [Op.or]: [{ lastUsedAt: { [Op.lt]: since } }, { lastUsedAt: null }], linkedAt: { [Op.lt]: since } };
      // What was used just now may not be written yet; but the tokens of an old use have run out.
      const idle = { expiresAt: { [Op.lt]: now }, leaseUntil: { [Op.or]: [null, { [Op.lt]: now }] } };
      return takeAway({ ...unused, ...idle }, transaction, 100);
    },
    findAll: ({ clientKey, accountId }) =>
      ofTenant({ clientKey }).read(async (transaction) => {
        const rows = await table.findAll({ where: { clientKey, accountId }, order: [['instanceId', 'ASC']], transaction });
        return rows.map((row) => row.get());
      }),
    async touch({ version, ...owner }, lastUsedAt, transaction) {
      const [touched] = await table.update({ lastUsedAt }, { where: { ...keyOf(owner), version }, transaction });
      return touched === 1;
    },
  };
}

function keyOf({ clientKey, accountId, instanceId }: LinkOwner): LinkOwner {
  return { clientKey, accountId, instanceId };
}

function tokensOf(seen: LinkRow) {
  return { ...keyOf(seen), version: seen.version, cas: seen.cas };
}
