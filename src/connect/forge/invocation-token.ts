import type { Request } from 'express';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { unauthorized } from '../../errors.js';
import { checkTimes, LEEWAY_S } from '../caller-token.js';
import { readCompactToken } from '../compact-token.js';
import { checkQuery, tokenInHeader } from '../token-places.js';
import { readApiBaseUrl } from './api-base-url.js';
import type { KeySet } from './key-set.js';

/** What Forge signed of one call of the app: for which installation, from where, and for whom. */
export interface Invocation {
  readonly installationId: string;
  readonly cloudId: string;
  /** Checked: see `readApiBaseUrl`. */
  readonly apiBaseUrl: string;
  /** UUID of the Forge environment, such as the one for production. */
  readonly environment: string;
  /** What called: the module's type and key in the manifest. */
  readonly module: { readonly type: string; readonly key: string };
  /** Atlassian account id; undefined for an anonymous reader, and where nobody called. */
  readonly accountId: string | undefined;
  /** The site's address as it was signed, not checked further; absent where no frontend called. */
  readonly siteUrl: string | undefined;
  /** Key of the Confluence space around, where a module in a page called. */
  readonly space: string | undefined;
  /** Epoch seconds. */
  readonly iat: number;
}

export interface InvocationRules {
  /** The Forge app's id as an ARI, which tokens name as their audience. */
  readonly appId: string;
  readonly keys: KeySet;
  readonly loopback: boolean;
}

const ISSUER = 'forge/invocation-token';
/** Forge's live 25 seconds. */
const LONGEST_LIFE_S = 300;
/** Characters: macro parameters are in it. */
const LONGEST = 12 * 1024;
/** How Forge names everybody who has not signed in. */
const NOBODY = 'unidentified';

const printable = z.string().regex(/^[\x21-\x7e]{1,255}$/);
const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const Header = z.object({ alg: z.literal('RS256'), typ: z.literal('JWT').optional(), kid: printable, crit: z.undefined().optional() });
const Installation = z.string().regex(/^ari:cloud:ecosystem::installation\/[\w-]{1,64}$/);
/** https://developer.atlassian.com/platform/forge/remote/essentials/#the-forge-invocation-token--fit- */
const Claims = z.object({
  iss: z.literal(ISSUER),
  aud: z.string(),
  iat: z.number().int(),
  exp: z.number().int(),
  nbf: z.number().int().optional(),
  /** Of an isolated cloud, whose keys are elsewhere. */
  icLabel: z.null().optional(),
  principal: printable.nullish(),
  app: z.object({
    id: z.string(),
    installationId: Installation,
    installation: z.object({ id: Installation }).optional(),
    apiBaseUrl: z.string().max(2_048),
    environment: z.object({ id: z.string().regex(new RegExp(`^ari:cloud:ecosystem::environment/(${UUID}/)?${UUID}$`)) }),
    module: z.object({ type: printable, key: printable }),
  }),
  context: z
    .object({
      cloudId: z.string().nullish(),
      siteUrl: z.string().max(2_048).nullish(),
      accountId: z.string().nullish(),
      accountType: z.string().nullish(),
      extension: z.object({ space: z.object({ key: printable }) }).nullish().catch(undefined),
    })
    .nullish(),
});
type Claims = z.infer<typeof Claims>;

/**
 * Finds the request's one Forge Invocation Token (`Authorization: Bearer`) and verifies it.
 * @throws AppError 401, whatever is wrong; 503 where its key can't be fetched
 */
export async function verifyInvocation(req: Request, { appId, keys, loopback }: InvocationRules, now: number): Promise<Invocation> {
  checkQuery(req);
  const text = tokenInHeader(req, 'Bearer');
  const token = readCompactToken(text, LONGEST);
  if (!token) throw unauthorized('no Forge token, or not the shape of one');
  const header = read(Header, token.header);
  // All of it is looked at before any key is asked for: whoever makes things up makes us ask nobody.
  const claims = read(Claims, token.claims);
  if (claims.aud !== appId || claims.app.id !== appId) throw unauthorized('a token of another app');
  checkTimes(claims, LONGEST_LIFE_S, Math.floor(now / 1000));
  const invocation = readInvocation(claims, loopback);
  await checkSignature(text, header.kid, { appId, keys }, now);
  return invocation;
}

/** Names what is wrong for the log, never its value. */
function read<T>(schema: z.ZodType<T>, part: unknown): T {
  const result = schema.safeParse(part);
  if (!result.success) throw unauthorized(`not a Forge token: ${result.error.issues.map((issue) => issue.path.join('.')).join(', ')}`);
  return result.data;
}

function readInvocation({ app, context, principal, iat }: Claims, loopback: boolean): Invocation {
  const api = readApiBaseUrl(app.apiBaseUrl, loopback);
  if (!api || (context?.cloudId ?? api.cloudId) !== api.cloudId) throw unauthorized('a token of another product, or of two sites');
  if ((app.installation?.id ?? app.installationId) !== app.installationId) throw unauthorized('a token of two installations');
  return {
    installationId: app.installationId,
    cloudId: api.cloudId,
    apiBaseUrl: api.url,
    environment: app.environment.id.slice(-36).toLowerCase(),
    module: app.module,
    accountId: accountOf(principal ?? undefined, context ?? {}),
    siteUrl: context?.siteUrl ?? undefined,
    space: context?.extension?.space.key,
    iat,
  };
}

/** Everybody who has not signed in may come under one name, which is nobody's. */
function accountOf(principal: string | undefined, { accountId, accountType }: NonNullable<Claims['context']>): string | undefined {
  if (principal === undefined || principal === NOBODY || accountType === 'anonymous') return undefined;
  if ((accountId ?? principal) !== principal) throw unauthorized('the token names two people');
  return principal;
}

async function checkSignature(text: string, kid: string, { appId, keys }: Pick<InvocationRules, 'appId' | 'keys'>, now: number): Promise<void> {
  const key = await keys.find(kid);
  const options = { algorithms: ['RS256'], issuer: ISSUER, audience: appId, clockTolerance: LEEWAY_S, currentDate: new Date(now) };
  await jwtVerify(text, key, options).catch(() => {
    throw unauthorized('the signature is not of that key');
  });
}
