import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { makeSecret } from './secrets.js';

/**
 * `ticket` starts a flow from the popup that the frame itself opened; `ticket2` from a link, which anybody could have been sent,
 * and so leads to a flow that needs a code; `state` goes to GitLab and back.
 */
export type Purpose = 'ticket' | 'ticket2' | 'state';

/** What a token turns out to be. */
export type ReadToken = { readonly flowId: string; readonly purpose: Purpose } | 'expired' | 'invalid';

/** Signs and reads the tokens of a linking flow. That each works once is the flow row's business. */
export interface FlowTokens {
  /** `expiresAt` in epoch milliseconds. */
  issue(purpose: Purpose, flowId: string, expiresAt: number): string;
  /** Never throws. */
  read(token: string, purposes: readonly Purpose[]): ReadToken;
}

const TYPE = 'gitlab-link-flow+jwt';
const ALGORITHM = 'HS256';
const Claims = z.object({ purpose: z.enum(['ticket', 'ticket2', 'state']), flow: z.string().min(1).max(64), exp: z.number().int() });

/** `keys`: the first signs, all are accepted. `audience`: the app's base URL. */
export function createFlowTokens(keys: readonly [KeyObject, ...KeyObject[]], audience: string, clock: () => number): FlowTokens {
  return {
    issue(purpose, flowId, expiresAt) {
      const claims = { purpose, flow: flowId, jti: makeSecret(), iat: seconds(clock()), exp: seconds(expiresAt) };
      return jwt.sign(claims, keys[0], { algorithm: ALGORITHM, audience, header: { alg: ALGORITHM, typ: TYPE } });
    },
    read(token, purposes) {
      let expired = false;
      for (const key of keys) {
        try {
          const { header, payload } = jwt.verify(token, key, {
            algorithms: [ALGORITHM],
            audience,
            clockTimestamp: seconds(clock()),
            complete: true,
          });
          const claims = Claims.safeParse(payload);
          if (header.typ !== TYPE || !claims.success || !purposes.includes(claims.data.purpose)) return 'invalid';
          return { flowId: claims.data.flow, purpose: claims.data.purpose };
        } catch (error) {
          expired ||= error instanceof jwt.TokenExpiredError;
        }
      }
      return expired ? 'expired' : 'invalid';
    },
  };
}

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
