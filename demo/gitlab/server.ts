import express from 'express';
import { listen } from '../listen.js';
import { mount, type Site } from './app.js';
import type { Call } from './calls.js';
import { createDelays } from './faults.js';
import type { Application } from './oauth/applications.js';
import { createGrants, type Grant } from './oauth/grants.js';
import { createSessions } from './oauth/sessions.js';
import { createPageSender } from './page-sender.js';
import { addBot, type TokenOwner } from './world/bots.js';
import { createSwitches, type Switches } from './switches.js';
import type { World } from './world/model.js';
import { createWorld, findUser } from './world/world.js';

export interface StandInOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly host?: string;
  /** `/gitlab` for an instance below a path. */
  readonly relativeRoot?: string;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

/** A GitLab for the demo and the tests: OAuth, GraphQL, REST and web pages over a small invented company, all in memory. */
export interface StandInGitLab {
  /** Origin and relative root, without a trailing slash: what `GITLAB_URL` names. */
  readonly url: string;
  readonly world: World;
  readonly switches: Switches;
  /** The last requests. */
  readonly calls: Call[];
  /** Registers an OAuth application, or replaces the one with its id; without a secret it is a public one. */
  addApplication(application: Application): void;
  /** A fresh pair of tokens without the way through the pages; `scopes` default to `read_api`. */
  issueToken(username: string, options?: { clientId?: string; scopes?: readonly string[] }): Grant;
  /** A token that is no application's: of a person, or with a bot of its own of a group or project. */
  issueAccessToken(of: TokenOwner, options?: { scopes?: readonly string[]; name?: string; expiresOn?: string | null }): string;
  /** Ends all tokens of one person, or of everybody. */
  revokeAllTokens(username?: string): void;
  /** Stops listening and drops every connection, hanging ones too. */
  close(): Promise<void>;
}

/** Starts on a loopback address. */
export async function startGitLab(options: StandInOptions = {}): Promise<StandInGitLab> {
  const { port = 0, host = '127.0.0.1', relativeRoot: root = '', clock = Date.now } = options;
  const world = createWorld(clock());
  const applications = new Map<string, Application>();
  const calls: Call[] = [];
  const switches = createSwitches();
  const delays = createDelays();
  const grants = createGrants(clock);
  const app = express();
  const { origin, close } = await listen(app, port, host);
  const url = `${origin}${root}`;
  const site: Site = { root, url, clock, world, applications, grants, sessions: createSessions(root), sender: createPageSender(switches), switches, delays, calls };
  mount(app, site);
  let tokens = 7000;
  const userId = (username: string) => {
    const user = findUser(world, username);
    if (!user) throw new Error(`The stand-in has no user ${username}.`);
    return user.id;
  };
  return {
    url,
    world,
    switches,
    calls,
    addApplication: (application) => void applications.set(application.clientId, application),
    issueToken: (username, { clientId = 'tests', scopes = ['read_api'] } = {}) => grants.addToken({ clientId, userId: userId(username), scopes }),
    issueAccessToken(of, { scopes = ['read_api'], name = 'reader', expiresOn = null } = {}) {
      const owner = 'username' in of ? userId(of.username) : addBot(world, of).id;
      tokens += 1;
      return grants.addToken({ clientId: '', userId: owner, scopes, personal: { id: tokens, name, expiresOn } }).accessToken;
    },
    revokeAllTokens: (username) => grants.revokeAll(username === undefined ? undefined : userId(username)),
    close: () => {
      delays.cancelAll();
      return close();
    },
  };
}
