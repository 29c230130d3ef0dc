import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { contextAt } from './place.js';
import type { ForgeSite, FramePlace, Placed } from './site.js';

const LIFE_SECONDS = 25;

/** An invocation token for a call from that place: https://developer.atlassian.com/platform/forge/remote/essentials/ */
export function signInvocation(site: ForgeSite, place: FramePlace, placed: Placed): string {
  const now = Math.floor(site.clock() / 1000);
  const claims = {
    app: {
      id: site.appId,
      version: '2.0.0',
      installationId: site.installationId,
      installation: { id: site.installationId, contexts: [{ name: 'confluence', url: site.origin }] },
      apiBaseUrl: `${site.origin}/ex/confluence/${site.cloudId}`,
      environment: { type: 'DEVELOPMENT', id: `ari:cloud:ecosystem::environment/${site.appId.split('/').at(-1)}/${site.environmentId}` },
      module: { type: placed.module.type, key: placed.module.key },
    },
    context: contextAt(site, place, placed),
    principal: placed.viewer.accountId ?? 'unidentified',
    aud: site.appId,
    iss: 'forge/invocation-token',
    iat: now,
    nbf: now,
    exp: now + LIFE_SECONDS,
    jti: randomUUID(),
  };
  return jwt.sign(claims, site.signingKey.privateKey, { algorithm: 'RS256', keyid: site.signingKey.kid });
}
