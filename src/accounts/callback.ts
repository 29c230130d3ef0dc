import type { Request, Response } from 'express';
import { CallbackMain } from '../../views/accounts/callback.js';
import type { Words } from '../../views/words/words.js';
import type { Audit } from '../audit/audit.js';
import type { Tenant } from '../connect/caller.js';
import { AppError, badRequest, conflict, gone } from '../errors.js';
import { instanceName, type GitLabInstance } from '../gitlab/instance.js';
import type { Pages } from '../http/pages.js';
import { toRefusal } from '../http/error-handler.js';
import { viewOf } from '../http/render.js';
import { noteFailure, referenceOf } from '../http/request-log.js';
import type { Logger } from '../logger.js';
import type { Sites } from '../sites/site.js';
import type { Languages } from '../words/languages.js';
import { sayError } from '../words/sentence.js';
import { refusedByGitLab, type Exchanger } from './exchange.js';
import { clearFlowCookie, readFlowCookie } from './flow-cookie.js';
import type { FlowTokens } from './flow-tokens.js';
import type { Flows } from './flows.js';
import { actorOf } from './own-flow.js';
import { describePerson, type UserNames } from './people.js';
import { instanceOf } from './request-parts.js';
import { isSecretOf, nameForLog } from './secrets.js';
import type { FlowRow } from './tables.js';
import { windowWords } from './window-words.js';

interface Parts {
  readonly flows: Flows;
  readonly exchanger: Pick<Exchanger, 'exchange'>;
  readonly tokens: FlowTokens;
  readonly tenants: { find(clientKey: string): Promise<Tenant | undefined> };
  readonly confluence: UserNames;
  readonly sites: Pick<Sites, 'of'>;
  readonly audit: Pick<Audit, 'note'>;
  readonly pages: Pages;
  readonly languages: Pick<Languages, 'wordsOf'>;
  readonly logger: Logger;
  readonly clock: () => number;
}

type CallbackView = Parameters<typeof CallbackMain>[0];

/**
 * `GET /oauth/callback` (`/oauth/callback/:instanceId` for other instances): where GitLab sends the popup back to. Always answers
 * a page of ours, whose script takes code and state out of the address.
 * Statuses: 200 pending or denied · 400 not for this browser · 409 used before · 410 too late · 502, 503 GitLab.
 */
export function createCallback(parts: Parts): (req: Request, res: Response) => Promise<void> {
  return async (req, res) => {
    const words = windowWords(parts.languages, req, res);
    const show = (view: CallbackView, status: number) =>
      parts.pages.popup(res, { title: 'GitLab for Confluence', main: viewOf(CallbackMain, view), words, scripts: ['callback.js'] }, status);
    try {
      show(await finish(parts, req, res, words), 200);
    } catch (error) {
      const refusal = toRefusal(error);
      noteFailure(req, refusal ?? error);
      const known = refusal ?? new AppError(500, 'internal', { say: 'internal' });
      show({ mode: 'failed', message: sayError(words, known.sentence), reference: referenceOf(req) }, known.status);
    }
  };
}

async function finish(parts: Parts, req: Request, res: Response, words: Words): Promise<CallbackView> {
  const flow = await admit(parts, req);
  const instance = await instanceOf(parts.sites, flow);
  const tenant = await parts.tenants.find(flow.clientKey);
  if (tenant?.epoch !== flow.epoch) {
    await parts.flows.end(flow, 'failed', 'expired');
    throw gone({ say: 'installedAnewNothing' });
  }
  const { code, error } = readAnswer(req, instance);
  if (!(await parts.flows.move(flow, 'started', { status: 'exchanging' }))) throw usedBefore();
  clearFlowCookie(res, flow.id);
  const about = { tenant: flow.clientKey, account: nameForLog(flow.clientKey, flow.accountId), instance: instance.id, flow: flow.id };
  if (code === undefined) {
    const denied = error === 'access_denied';
    await parts.flows.end(flow, 'failed', denied ? 'denied' : 'refused');
    if (denied) parts.audit.note({ ...actorOf(flow), action: 'link-declined', details: { where: 'gitlab' } });
    parts.logger.info({ ...about, denied }, 'linking refused at GitLab');
    if (!denied) throw refusedByGitLab('an error other than access_denied');
    return { mode: 'denied', flow: flow.id, gitlab: instanceName(instance) };
  }
  const confluence = flow.lowTrust ? describePerson(parts.confluence, tenant, flow, words) : undefined;
  const { user, code: typed } = await parts.exchanger.exchange(flow, instance, code);
  parts.logger.info({ ...about, lowTrust: flow.lowTrust }, 'linking waits for the person to confirm');
  const done = { flow: flow.id, gitlab: instanceName(instance), username: user.username, name: user.name };
  if (typed === undefined || !confluence) return { mode: 'pending', ...done };
  return { mode: 'code', ...done, code: typed, confluence: await confluence };
}

/** The flow that this browser was sent to GitLab for. Nothing has been asked of GitLab by then. */
async function admit({ flows, tokens, clock }: Parts, req: Request): Promise<FlowRow> {
  const forged = () => badRequest({ say: 'notStartedHere' });
  const state = single(req, 'state', 2_000);
  const read = state === undefined ? 'invalid' : tokens.read(state, ['state']);
  if (state === undefined || read === 'invalid' || read === 'expired') throw forged();
  const flow = await flows.find(read.flowId);
  if (!flow) throw gone({ say: 'linkingOver' });
  if (!isSecretOf(flow.stateHash, state) || flow.instanceId !== (req.params.instanceId ?? 'default')) throw forged();
  if (flow.expiresAt.getTime() <= clock() || flow.failure === 'superseded' || flow.status === 'declined') {
    throw gone({ say: 'startedAgain' });
  }
  if (flow.status !== 'started') throw usedBefore();
  const cookie = readFlowCookie(req, flow.id);
  if (cookie === undefined || !isSecretOf(flow.cookieHash, cookie)) {
    throw badRequest({ say: 'otherBrowser' });
  }
  return flow;
}

/** GitLab's answer: a code, or why there is none. `iss` (RFC 9207), when given, must be the instance that was asked. */
function readAnswer(req: Request, instance: GitLabInstance): { code: string | undefined; error: string | undefined } {
  const issuer = single(req, 'iss', 2_000);
  if (req.query.iss !== undefined && issuer?.replace(/\/+$/, '') !== instance.baseUrl) throw badRequest({ say: 'otherGitLab' });
  const code = single(req, 'code', 2_000);
  const error = single(req, 'error', 200);
  if ((code === undefined) === (error === undefined)) throw badRequest({ say: 'answerNotUnderstood' });
  return { code, error };
}

/** A parameter that is there once, is not empty and not too long. */
function single(req: Request, name: string, longest: number): string | undefined {
  const value = req.query[name];
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;
}

const usedBefore = () => conflict({ say: 'usedBefore' });
