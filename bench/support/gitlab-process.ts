import { startGitLab } from '../../demo/gitlab/server.js';
import type { Switches } from '../../demo/gitlab/switches.js';
import { answerQuestions } from './child.js';

const gitlab = await startGitLab({ host: '127.0.0.1' });
let seen = 0;
const byToken = new Map<string, number>();

const questions = {
  url: () => gitlab.url,
  set: (switches: Partial<Switches>) => void Object.assign(gitlab.switches, switches),
  allow: (application: { clientId: string; clientSecret: string; redirectUri: string }) =>
    gitlab.addApplication({ clientId: application.clientId, clientSecret: application.clientSecret, redirectUris: [application.redirectUri], scopes: ['read_api'] }),
  /** Access and refresh tokens of one person, for as many viewers. */
  tokens: ({ username, count }: { username: string; count: number }) =>
    Array.from({ length: count }, () => {
      const { accessToken, refreshToken } = gitlab.issueToken(username);
      return { accessToken, refreshToken };
    }),
  /** How many requests have come since it was asked last, and to which paths. Those kept are the last two thousand. */
  calls: () => {
    const paths = gitlab.calls.map(({ method, path }) => `${method} ${path}`);
    gitlab.calls.length = 0;
    seen += paths.length;
    return paths;
  },
  all: () => seen,
  /** Counts what has come since it was asked first, in all and with the token that was used most. */
  tally: () => {
    for (const { authorization = '' } of gitlab.calls.splice(0)) byToken.set(authorization, (byToken.get(authorization) ?? 0) + 1);
    const counts = [...byToken.values()];
    return { requests: counts.reduce((sum, count) => sum + count, 0), most: Math.max(0, ...counts) };
  },
};

export type GitLabQuestions = typeof questions;

answerQuestions(questions);
