import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { forbidden, unauthorized } from '../errors.js';
import { handle } from '../http/handle.js';
import type { Addon } from './addon.js';
import { readCallerToken, type CallerClaims, type TokenKind } from './caller-token.js';
import type { ConnectCaller, ConnectHandler, Guards } from './caller.js';
import type { Tenants } from './tenants.js';

interface Parts {
  readonly addon: Pick<Addon, 'authenticate' | 'checkValidToken'>;
  readonly tenants: Pick<Tenants, 'find'>;
  readonly clock: () => number;
}

/**
 * The front door: a request reaches ACE only with one token of the right kind, shape and place; a handler runs only after ACE has
 * verified signature, expiry and (in frames) the query string hash, and sees the caller, never ACE's own context.
 */
export function createGuards({ addon, tenants, clock }: Parts): Guards {
  const verifiers = { frame: addon.authenticate(), context: addon.checkValidToken() };

  async function admit(req: Request, res: Response, kind: TokenKind): Promise<ConnectCaller> {
    const claims = readCallerToken(req, kind, clock());
    const before = await tenants.find(claims.clientKey);
    if (!before) throw unauthorized('no such tenant');
    await verify(verifiers[kind], req, res);
    // Uninstalled while ACE was at work: its rights are over.
    const tenant = await tenants.find(claims.clientKey);
    if (tenant?.epoch !== before.epoch) throw unauthorized('the tenant was installed anew or removed meanwhile');
    return callerOf(tenant, claims);
  }

  const guarded = (kind: TokenKind, handler: ConnectHandler) =>
    handle(async (req, res) => {
      const caller = await admit(req, res, kind);
      await handler(caller, req, res);
    });
  return {
    frame: (handler) => [onlyInFrames, guarded('frame', handler)],
    context: (handler) => [guarded('context', handler)],
  };
}

function callerOf(tenant: ConnectCaller['tenant'], { accountId }: CallerClaims): ConnectCaller {
  return Object.freeze({ tenant: Object.freeze({ ...tenant }), accountId });
}

/**
 * ACE reads a token from the body too, hashes bodies, hands out session tokens and fills `res.locals`: it is shown no body, and
 * what it leaves behind is removed. Whatever it says of a failure is for nobody.
 */
async function verify(ace: RequestHandler, req: Request, res: Response): Promise<void> {
  const body: unknown = req.body;
  req.body = {};
  try {
    await new Promise<void>((resolve, reject) => {
      const next: NextFunction = (error?: unknown) => (error === undefined ? resolve() : reject(unauthorized('ACE did not verify the token')));
      ace(req, res, next);
    });
  } finally {
    req.body = body;
    res.locals = {};
    res.removeHeader('X-acpt');
    Reflect.deleteProperty(req, 'context');
  }
}

/** A module page opened by itself could be made to play the frame's part in linking. Absent in browsers that don't send it. */
const onlyInFrames: RequestHandler = (req, _res, next) => {
  const destination = req.get('sec-fetch-dest');
  next(destination === undefined || destination === 'iframe' ? undefined : forbidden('This page shows inside Confluence only.'));
};
