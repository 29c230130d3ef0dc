import { createPublicKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import type { MacroUse, SitePage } from '../confluence/pages.js';
import type { Site } from '../confluence/site.js';
import type { SiteUser } from '../confluence/users.js';

/** One module of the Forge app as its manifest has it. */
export interface ForgeModule {
  readonly key: string;
  readonly title: string;
  readonly type: 'macro' | 'confluence:globalPage' | 'confluence:globalSettings';
  readonly layout: 'block' | 'inline';
}

/** A Confluence site on which one Forge app is installed, and the platform that runs it: what the parts of the stand-in share. */
export interface ForgeSite extends Pick<Site, 'origin' | 'baseUrl' | 'space' | 'users' | 'pages' | 'clock'> {
  readonly cloudId: string;
  readonly appId: string;
  readonly installationId: string;
  readonly environmentId: string;
  readonly modules: readonly ForgeModule[];
  /** Where the frames' files come from: an origin of their own. */
  readonly cdn: string;
  readonly signingKey: SigningKey;
  /** What stands for the app's own rights in calls to Confluence's REST API. */
  readonly systemToken: string;
  /** Begins the tokens that stand for people's own rights: what follows is their account id. */
  readonly personToken: string;
  /** The remote of the manifest, without a trailing slash; set before anybody looks. */
  remote: string;
}

/** The key that signs invocation tokens. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
}

export function createSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = `forge/invocation-token/${randomUUID()}`;
  return { kid, privateKey, jwk: { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } };
}

/** Where a frame is on the site: a macro of a page by its position among them, one that is being inserted, or a page of the app's. */
export interface FramePlace {
  readonly moduleKey: string;
  readonly pageId?: string | undefined;
  /** Among the page's macros; absent while one is inserted. */
  readonly position?: number | undefined;
  readonly isConfiguring?: boolean | undefined;
}

/** What a frame stands in and who looks. */
export interface Placed {
  readonly module: ForgeModule;
  readonly page: SitePage | undefined;
  readonly use: MacroUse | undefined;
  readonly viewer: SiteUser;
}
