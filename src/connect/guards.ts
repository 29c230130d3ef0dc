import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { forbidden, unauthorized } from '../errors.js';
import { handle } from '../http/handle.js';
import { tokenForAce } from './ace-token.js';
import type { Addon } from './addon.js';
import type { Administrators } from './administrators.js';
import { LEEWAY_S, readCallerToken, type CallerToken, type Self, type TokenKind } from './caller-token.js';
import type { AdministratorHandler, ConnectCaller, ConnectHandler, Guards } from './caller.js';
import type { Tenants } from './tenants.js';
import { isFromForge, type ForgeDoor } from './forge/door.js';
import { basePath, checkInside } from './token-places.js';

interface Parts {
  readonly forge: ForgeDoor;
  readonly addon: Pick<Addon, 'authenticate' | 'checkValidToken'>;
  readonly tenants: Pick<Tenants, 'find' | 'findWithSecret'>;
  readonly administrators: Administrators;
  readonly self: Self;
  readonly clock: () => number;
}

/**
 * The front door: a request reaches ACE only with one token of the right kind, shape and place; a handler runs only after ACE has
 * verified signature, expiry and (in frames) the query string hash, and sees the caller, never ACE's own context.
 */
export function createGuards({ addon, tenants, administrators, self, forge, clock }: Parts): Guards {
  const base = basePath(self.baseUrl);
  const verifiers = { frame: addon.authenticate(), context: addon.checkValidToken() };

  async function admit(req: Request, kind: TokenKind): Promise<ConnectCaller> {
    checkInside(req, base);
    const token = readCallerToken(req, kind, self, clock());
    const before = await tenants.findWithSecret(token.clientKey);
    if (!before) throw unauthorized('no such tenant');
    // An install ends what was issued before it, also where it brings no new secret.
    if (token.iat < before.installedAt - LEEWAY_S) throw unauthorized('issued before the newest install');
    await verify(verifiers[kind], req, token, tokenForAce(token, before.sharedSecret));
    // Uninstalled while ACE was at work: its rights are over.
    const tenant = await tenants.find(token.clientKey);
    if (tenant?.epoch !== before.tenant.epoch) throw unauthorized('the tenant was installed anew or removed meanwhile');
    // Confluence signed the address of a frame, with the space around in it.
    const space = kind === 'frame' ? spaceIn(req) : token.space;
    return Object.freeze({ tenant, accountId: token.accountId, space });
  }

  const guarded = (kind: TokenKind, handler: ConnectHandler) =>
    handle(async (req, res) => {
      const caller = kind === 'context' && isFromForge(req) ? await forge.admit(req) : await admit(req, kind);
      await handler(caller, req, res);
    });
  return {
    frame: (handler) => [onlyInFrames, guarded('frame', handler)],
    rendering: (handler) => [onlyForServers, guarded('frame', handler)],
    context: (handler) => [guarded('context', handler)],
    administrator: (handler) => [guarded('context', onlyAdministrators(administrators, handler))],
  };
}

/** Asks for each request anew, and lets nobody in who is gone by then. */
function onlyAdministrators(administrators: Administrators, handler: AdministratorHandler): ConnectHandler {
  return async (caller, req, res) => {
    const gone = new AbortController();
    const onClose = () => gone.abort();
    res.once('close', onClose);
    const known = await administrators.ask(caller, gone.signal).finally(() => res.off('close', onClose));
    const { accountId } = caller;
    if (!known || accountId === undefined || gone.signal.aborted) throw forbidden({ say: 'administratorsOnly' });
    await handler(Object.freeze({ caller, accountId, by: known.by }), req, res);
  };
}

/**
 * ACE gets a request and a response of its own, with what it reads of them and nothing more: it would look for tokens in the body
 * too, hashes bodies, hands out session tokens and fills `locals`. Whatever it says of a failure is for nobody.
 */
async function verify(ace: RequestHandler, req: Request, { text, clientKey, accountId }: CallerToken, shown: string): Promise<void> {
  const { method, originalUrl, path } = req;
  const query = shown !== text && req.query.jwt === text ? { ...req.query, jwt: shown } : req.query;
  const headers = req.headers.authorization === undefined ? {} : { authorization: `JWT ${shown}` };
  const seen = { method, originalUrl, path, query, headers, header: () => undefined, body: {}, context: undefined as unknown };
  await new Promise<void>((resolve, reject) => {
    const next: NextFunction = (error?: unknown) => (error === undefined ? resolve() : reject(unauthorized('ACE did not verify the token')));
    ace(seen as unknown as Request, { locals: {}, setHeader: () => undefined } as unknown as Response, next);
  });
  if (!isOf(seen.context, clientKey, accountId)) throw unauthorized('ACE verified somebody else, or nobody');
}

function isOf(context: unknown, clientKey: string, accountId: string | undefined): boolean {
  if (typeof context !== 'object' || context === null || !('clientKey' in context) || !('userAccountId' in context)) return false;
  return context.clientKey === clientKey && context.userAccountId === accountId;
}

function spaceIn({ query: { space } }: Request): string | undefined {
  return typeof space === 'string' && /^[\x21-\x7e]{1,255}$/.test(space) ? space : undefined;
}

/** Browsers say of every request what it is for, and Confluence's server says nothing of the kind. */
const onlyForServers: RequestHandler = (req, _res, next) => {
  if (req.get('sec-fetch-dest') !== undefined) return next(forbidden({ say: 'forConfluence' }));
  next(req.method === 'GET' ? undefined : unauthorized('a rendering is asked for by GET'));
};

/**
 * A module page opened by itself could be made to play the frame's part in linking. The header is absent in browsers that don't
 * send it.
 */
const onlyInFrames: RequestHandler = (req, _res, next) => {
  const destination = req.get('sec-fetch-dest');
  if (destination !== undefined && destination !== 'iframe') return next(forbidden({ say: 'framesOnly' }));
  next(req.method === 'GET' ? undefined : unauthorized('a frame is loaded by GET'));
};
