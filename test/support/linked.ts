import { linkPlace } from '../../src/accounts/sealed-tokens.js';
import { createSealer } from '../../src/storage/sealing.js';
import type { WholeApp } from './whole-app.js';
import { asOperator } from './rows.js';

const KEY = Buffer.alloc(32, 7);

/** For `startWholeApp`: a key that `linkAs` can seal with too. */
export const LINKABLE = { environment: { ENCRYPTION_KEYS: `tests:${KEY.toString('base64')}` } };

/** Joins a viewer of the stand-in site to a GitLab account as if they had confirmed; answers the access token. */
export async function linkAs(app: Pick<WholeApp, 'confluence' | 'gitlab' | 'database'>, viewer: string, username: string, version = `life-of-${username}`): Promise<string> {
  const { accessToken, refreshToken } = app.gitlab.issueToken(username, { clientId: 'app-id' });
  const accountId = app.confluence.users.find(({ key }) => key === viewer)?.accountId;
  if (accountId === undefined) throw new Error(`The stand-in site has no ${viewer}.`);
  const owner = { clientKey: app.confluence.installation().clientKey, accountId, instanceId: 'default' };
  const sealer = createSealer([{ id: 'tests', key: KEY }]);
  await asOperator(app.database).bulkInsert('links', [{
    client_key: owner.clientKey, account_id: accountId, instance_id: 'default', instance_url: app.gitlab.url, version, cas: 0, status: 'linked',
    sealed_access_token: sealer.seal(accessToken, linkPlace(owner, 'access_token')),
    sealed_refresh_token: sealer.seal(refreshToken, linkPlace(owner, 'refresh_token')),
    expires_at: new Date(Date.now() + 7_200_000), gitlab_user_id: String(app.gitlab.world.users.find((one) => one.username === username)?.id), username, name: username,
    lease_owner: null, lease_until: null, retry_at: null, lost_tries: 0, linked_at: new Date(),
  }]);
  return accessToken;
}

/** As if GitLab had ended the access token of a viewer's link before its time; the refresh token stays as it is. */
export async function spoilAccessToken(app: WholeApp, viewer: string): Promise<void> {
  const accountId = app.confluence.users.find(({ key }) => key === viewer)?.accountId ?? '';
  const owner = { clientKey: app.confluence.installation().clientKey, accountId, instanceId: 'default' };
  const sealed = createSealer([{ id: 'tests', key: KEY }]).seal('no-token-of-anybody', linkPlace(owner, 'access_token'));
  await app.database.ofAllTenants.write((transaction) =>
    app.database.sequelize.query('UPDATE links SET sealed_access_token = :sealed WHERE account_id = :accountId', { transaction, replacements: { sealed, accountId } }),
  );
}
