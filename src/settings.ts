import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { SettingsReader, type Environment } from './settings-reader.js';

/** Everything that an operator can set, parsed once at start; nothing else reads the environment. */
export interface Settings {
  readonly env: 'production' | 'development' | 'test';
  readonly port: number;
  /** Public base URL without a trailing slash, path included: `https://host/app`. */
  readonly baseUrl: string;
  /** True where the base URL's host is loopback: no real Confluence can reach such an app. */
  readonly loopback: boolean;
  readonly database: { readonly dialect: 'sqlite'; readonly path: string } | { readonly dialect: 'postgres'; readonly url: string };
  readonly redisUrl: string | undefined;
  readonly encryptionKeys: readonly [EncryptionKey, ...EncryptionKey[]];
  readonly gitlab: {
    readonly url: string;
    readonly clientId: string | undefined;
    readonly clientSecret: string | undefined;
    /** `host` or `host:port`, lower case. */
    readonly privateHosts: readonly string[];
    readonly ports: readonly number[];
    /** Of the instance in `GITLAB_URL`. */
    readonly unlinkedContent: 'public' | 'none';
    /** What the operator has set for all instances; without it that goes by where an instance is. */
    readonly unlinkedContentSet: 'public' | 'none' | undefined;
  };
  readonly autoconvertUrls: readonly string[];
  /** Globs of Confluence hosts that may install, such as `*.atlassian.net`. */
  readonly hostWhitelist: readonly string[];
  /** Atlassian account ids that count as administrators of every site, where Confluence doesn't say so itself. */
  readonly adminAccountIds: readonly string[];
  readonly trustProxy: number;
  /** For how long an uninstall keeps links for the same site to find again. */
  readonly uninstallGraceHours: number;
  /** For how many days the audit log is kept. */
  readonly auditDays: number;
  /** After how many days without a use a link is ended; 0 for never. */
  readonly unusedLinkDays: number;
  readonly connectKeysUrl: string;
  readonly forge: {
    /** The Forge app's id as an ARI; without it no token of Forge's counts. */
    readonly appId: string | undefined;
    /** Where the keys of its tokens come from. */
    readonly jwksUrl: string;
  };
  readonly hostScriptUrl: string;
  readonly logLevel: string;
  /** Where metrics can be read; undefined where they can't. */
  readonly metricsPort: number | undefined;
  /** What OpenTelemetry's own variables say, `OTEL_*`. */
  readonly otel: Readonly<Record<string, string>>;
}

export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** Thrown when settings are wrong: holds every problem, each with its remedy and without the value of a secret. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The settings have ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n${problems.map((p) => `- ${p}`).join('\n')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/** Thirty days: by then nothing may be left of a site that has gone. */
export const LONGEST_GRACE_HOURS = 30 * 24;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const FORGE_JWKS = 'https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json';
const CONNECT_KEYS = 'https://connect-install-keys.atlassian.com';
const HOST_SCRIPT = 'https://connect-cdn.atl-paas.net/all.js';

/**
 * Reads the settings for a process that runs in `root`: the environment wins over `root/.env`, `NAME_FILE` stands in for a secret.
 * Outside production the first start makes encryption keys and keeps them in `root/data/encryption-keys`.
 * @throws SettingsError with all problems at once.
 */
export function loadSettings(environment: Environment, root: string): Settings {
  const reader = new SettingsReader(withEnvFile(environment, root), root);
  const env = reader.choice('NODE_ENV', ['production', 'development', 'test'], 'development');
  const port = reader.wholeNumber('PORT', 3000, 0, 65535);
  const base = reader.baseUrl(env, port);
  const gitlab = reader.gitlab();
  const settings: Settings = {
    env,
    port,
    baseUrl: base.url,
    loopback: base.loopback,
    database: reader.database(),
    redisUrl: reader.url('REDIS_URL', ['redis:', 'rediss:']),
    encryptionKeys: reader.encryptionKeys(env),
    gitlab,
    autoconvertUrls: reader.list('AUTOCONVERT_URLS').flatMap((text) => reader.gitlabUrl('AUTOCONVERT_URLS', text) ?? []),
    hostWhitelist: reader.hostWhitelist(gitlab.privateHosts),
    adminAccountIds: reader.adminAccountIds(),
    trustProxy: reader.wholeNumber('TRUST_PROXY', 0, 0, 100),
    uninstallGraceHours: reader.wholeNumber('UNINSTALL_GRACE_HOURS', 0, 0, LONGEST_GRACE_HOURS),
    auditDays: reader.wholeNumber('AUDIT_DAYS', 180, 1, 3650),
    unusedLinkDays: reader.wholeNumber('UNUSED_LINK_DAYS', 90, 0, 3650),
    forge: { appId: reader.forgeAppId(), jwksUrl: reader.atlassianUrl('FORGE_JWKS_URL', FORGE_JWKS, base.loopback) },
    connectKeysUrl: reader.atlassianUrl('CONNECT_KEYS_CDN_URL', CONNECT_KEYS, base.loopback),
    hostScriptUrl: reader.atlassianUrl('AC_HOST_SCRIPT_URL', HOST_SCRIPT, base.loopback),
    logLevel: reader.choice('LOG_LEVEL', LOG_LEVELS, 'info'),
    metricsPort: reader.metricsPort(port),
    otel: reader.startingWith('OTEL_'),
  };
  reader.checkTheRest();
  if (reader.problems.length > 0) throw new SettingsError(reader.problems);
  return Object.freeze(settings);
}

export function isLogLevel(text: string): boolean {
  return LOG_LEVELS.includes(text);
}

/** The environment with what `root/.env` adds to it. */
export function withEnvFile(environment: Environment, root: string): Environment {
  const file = join(root, '.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...environment } : environment;
}
