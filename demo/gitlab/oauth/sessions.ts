import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { User } from '../world/model.js';

const COOKIE = '_gitlab_session';

/** Who is signed in to the stand-in's web pages, by its own session cookie. */
export interface Sessions {
  userOf(request: Request): User | undefined;
  signIn(request: Request, response: Response, user: User): void;
  signOut(request: Request, response: Response): void;
  /** A word that forms of this session carry, so that no other site can send them; undefined without a session. */
  formToken(request: Request): string | undefined;
}

interface Session {
  readonly user: User;
  readonly formToken: string;
}

export function createSessions(cookiePath: string): Sessions {
  const sessions = new Map<string, Session>();
  const idOf = (request: Request) => new RegExp(`(?:^|; )${COOKIE}=([0-9a-f]{64})`).exec(request.headers.cookie ?? '')?.[1] ?? '';
  const path = cookiePath === '' ? '/' : cookiePath;
  return {
    userOf: (request) => sessions.get(idOf(request))?.user,
    formToken: (request) => sessions.get(idOf(request))?.formToken,
    signIn: (request, response, user) => {
      sessions.delete(idOf(request));
      const id = randomBytes(32).toString('hex');
      sessions.set(id, { user, formToken: randomBytes(16).toString('hex') });
      response.cookie(COOKIE, id, { httpOnly: true, sameSite: 'lax', path });
    },
    signOut: (request, response) => {
      sessions.delete(idOf(request));
      response.clearCookie(COOKIE, { path });
    },
  };
}
