import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { hostOf, isAccountId, isLoopbackHost, isPrivateAddress, parseForgeAppId, parseHttpUrl, parseKeys, parseList, parseWholeNumber } from './settings-values.js';
import type { Settings } from './settings.js';
import { parseUrl } from './urls.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** ACE reads these from the environment by itself; any other `AC_*` would change it behind our back. */
const KNOWN_ACE = new Set(['AC_LOCAL_BASE_URL', 'AC_HOST_WHITELIST', 'AC_HOST_SCRIPT_URL', 'AC_APP_ID', 'AC_PRODUCT']);
const SECRETS = ['DATABASE_URL', 'REDIS_URL', 'ENCRYPTION_KEYS', 'GITLAB_CLIENT_SECRET'];

/** Reads one variable after another and collects what is wrong with them. */
export class SettingsReader {
  readonly problems: string[] = [];

  constructor(private readonly environment: Environment, private readonly root: string) {}

  text(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    const file = SECRETS.includes(name) ? this.environment[`${name}_FILE`]?.trim() : undefined;
    if (!file) return value || undefined;
    if (value) this.problem(name, `is set together with ${name}_FILE; set one of them`);
    try {
      const content = readFileSync(file, 'utf8').trim();
      if (!content) this.problem(`${name}_FILE`, 'names an empty file; write the value into it, or unset the variable');
      return content || undefined;
    } catch {
      this.problem(`${name}_FILE`, 'names a file that cannot be read; check the path and its permissions');
      return undefined;
    }
  }

  problem(name: string, what: string): void {
    this.problems.push(`${name} ${what}.`);
  }

  choice<T extends string>(name: string, allowed: readonly T[], fallback: T): T {
    const value = this.text(name) ?? fallback;
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) this.problem(name, `must be one of ${allowed.join(', ')}`);
    return found ?? fallback;
  }

  wholeNumber(name: string, fallback: number, least: number, most: number): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = parseWholeNumber(value, least, most);
    if (number === undefined) this.problem(name, `must be a whole number from ${least} to ${most}`);
    return number ?? fallback;
  }

  list(name: string): readonly string[] {
    return parseList(this.text(name));
  }

  url(name: string, protocols: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (protocols.includes(parseUrl(value)?.protocol ?? '')) return value;
    this.problem(name, `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    return undefined;
  }

  baseUrl(env: Settings['env'], port: number): { url: string; loopback: boolean } {
    const value = this.text('AC_LOCAL_BASE_URL');
    const fallback = { url: `http://localhost:${port}`, loopback: true };
    if (value === undefined) {
      if (env === 'production') this.problem('AC_LOCAL_BASE_URL', 'is required in production: the https URL under which Confluence reaches this app');
      else if (port === 0) this.problem('AC_LOCAL_BASE_URL', 'is required where PORT is 0, since the port is not known before; or set PORT');
      return fallback;
    }
    const url = parseHttpUrl(value);
    // The path is where Express mounts the app, and other characters would mean something there.
    if (!url || url.port === '0' || !/^(\/[\w.~-]+)*\/*$/.test(url.pathname)) {
      this.problem('AC_LOCAL_BASE_URL', 'must be an http(s) URL without user, query or fragment, its path of letters, digits and . _ ~ - only, such as https://gitlab-app.example.com');
      return fallback;
    }
    const loopback = isLoopbackHost(url.hostname);
    if (url.protocol === 'http:' && !loopback) this.problem('AC_LOCAL_BASE_URL', 'must be https, since its host is not loopback');
    return { url: url.href.replace(/\/+$/, ''), loopback };
  }

  database(): Settings['database'] {
    const value = this.text('DATABASE_URL') ?? 'sqlite:data/gitlab-for-confluence.sqlite';
    if (/^postgres(ql)?:\/\//.test(value) && parseUrl(value)) return { dialect: 'postgres', url: value };
    const path = /^sqlite:(.+)$/.exec(value)?.[1];
    if (path === undefined) this.problem('DATABASE_URL', 'must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE');
    return { dialect: 'sqlite', path: path === ':memory:' ? path : resolve(this.root, path ?? 'unused') };
  }

  encryptionKeys(env: Settings['env']): Settings['encryptionKeys'] {
    const value = this.text('ENCRYPTION_KEYS');
    if (value !== undefined) return this.parsedKeys('ENCRYPTION_KEYS', value);
    if (env === 'production') {
      const problem = 'is required in production: id:base64-of-32-bytes, made by `echo "k1:$(openssl rand -base64 32)"`';
      if (!this.problems.some((p) => p.startsWith('ENCRYPTION_KEYS'))) this.problem('ENCRYPTION_KEYS', problem);
      return [{ id: 'missing', key: Buffer.alloc(32) }];
    }
    return this.parsedKeys('data/encryption-keys', this.keptKeys());
  }

  private parsedKeys(name: string, value: string): Settings['encryptionKeys'] {
    const [first, ...rest] = parseKeys(value) ?? [];
    if (first) return [first, ...rest];
    this.problem(name, 'must be id:base64-of-32-bytes, separated by commas, each id once (letters, digits, - and _)');
    return [{ id: 'wrong', key: Buffer.alloc(32) }];
  }

  /** The keys of this folder; made aside and linked into place, so that of several processes starting together one wins. */
  private keptKeys(): string {
    const file = join(this.root, 'data', 'encryption-keys');
    const unused = `unused:${Buffer.alloc(32).toString('base64')}`;
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    if (this.problems.length > 0) return unused;
    mkdirSync(dirname(file), { recursive: true });
    const made = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(made, `local:${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
    try {
      linkSync(made, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      unlinkSync(made);
    }
    return readFileSync(file, 'utf8').trim();
  }

  gitlab(): Settings['gitlab'] {
    const privateHosts = this.privateHosts();
    const url = this.gitlabUrl('GITLAB_URL', this.text('GITLAB_URL') ?? 'https://gitlab.com') ?? 'https://gitlab.com';
    const listed = privateHosts.includes(new URL(url).hostname) || privateHosts.includes(hostOf(url));
    if (!listed && (url.startsWith('http:') || isPrivateAddress(new URL(url).hostname))) {
      this.problem('GITLAB_URL', `is http, or a private or loopback address; if that is meant, add ${hostOf(url)} to GITLAB_PRIVATE_HOSTS`);
    }
    const clientId = this.text('GITLAB_CLIENT_ID');
    const clientSecret = this.text('GITLAB_CLIENT_SECRET');
    if (clientSecret && !clientId) this.problem('GITLAB_CLIENT_SECRET', 'is set without GITLAB_CLIENT_ID; set both, or neither');
    const ports = this.ports();
    if (!listed && !ports.includes(Number(new URL(url).port || 443))) this.problem('GITLAB_URL', 'uses a port that GITLAB_PORTS does not list');
    const unlinkedContent = this.choice('UNLINKED_CONTENT', ['public', 'none'], listed ? 'none' : 'public');
    const unlinkedContentSet = this.text('UNLINKED_CONTENT') === undefined ? undefined : unlinkedContent;
    return { url, clientId, clientSecret, privateHosts, ports, unlinkedContent, unlinkedContentSet };
  }

  gitlabUrl(name: string, value: string): string | undefined {
    const url = parseHttpUrl(value);
    if (!url) this.problem(name, 'must hold http(s) URLs without user, query or fragment, such as https://gitlab.example.com');
    return url?.href.replace(/\/+$/, '');
  }

  private privateHosts(): readonly string[] {
    return this.list('GITLAB_PRIVATE_HOSTS').flatMap((entry) => {
      const url = /[/@?#*\s]/.test(entry) ? undefined : parseHttpUrl(`http://${entry}`);
      if (!url) this.problem('GITLAB_PRIVATE_HOSTS', 'must be host or host:port, separated by commas, without wildcards');
      // An explicit :80 vanishes in WHATWG parsing, so it is kept as it was written.
      return url ? [entry.endsWith(':80') ? `${url.hostname}:80` : url.host] : [];
    });
  }

  private ports(): readonly number[] {
    const value = this.list('GITLAB_PORTS');
    const ports = value.flatMap((text) => parseWholeNumber(text, 1, 65535) ?? []);
    if (ports.length !== value.length) this.problem('GITLAB_PORTS', 'must be port numbers separated by commas');
    return [...new Set([443, ...ports])];
  }

  hostWhitelist(privateHosts: readonly string[]): readonly string[] {
    const value = this.list('AC_HOST_WHITELIST');
    const hosts = value.length > 0 ? value : ['*.atlassian.net'];
    if (hosts.some((host) => !/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$|^\[[0-9a-f:]+\]$/i.test(host))) {
      this.problem('AC_HOST_WHITELIST', 'must be host names separated by commas, where *. may stand for the subdomains, such as *.atlassian.net');
    }
    if (privateHosts.length > 0 && hosts.some((host) => host.includes('*'))) {
      const why = 'whoever may install could ask for what is inside';
      this.problem('GITLAB_PRIVATE_HOSTS', `can't go together with a wildcard in AC_HOST_WHITELIST (${why}); name your Confluence site there, such as example.atlassian.net`);
    }
    return hosts.map((host) => host.toLowerCase());
  }

  atlassianUrl(name: string, fallback: string, loopback: boolean): string {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const url = parseHttpUrl(value);
    if (!url) this.problem(name, 'must be an http(s) URL');
    if (!loopback) this.problem(name, "may only be set where AC_LOCAL_BASE_URL's host is loopback; unset it");
    return url ? url.href.replace(/\/+$/, '') : fallback;
  }

  forgeAppId(): string | undefined {
    const value = this.text('AC_APP_ID');
    const id = value === undefined ? undefined : parseForgeAppId(value);
    if (value !== undefined && id === undefined) this.problem('AC_APP_ID', 'must be the app id of the Forge manifest: ari:cloud:ecosystem::app/ and a UUID');
    return id;
  }

  adminAccountIds(): readonly string[] {
    const ids = this.list('ADMIN_ACCOUNT_IDS');
    if (!ids.every(isAccountId)) this.problem('ADMIN_ACCOUNT_IDS', 'must be Atlassian account ids separated by commas, such as 712020:0f7e3a52-91d4-4c6b-b8f5-73c1e2a9d084; no e-mail addresses, names or wildcards');
    return ids.filter(isAccountId);
  }

  metricsPort(port: number): number | undefined {
    const metricsPort = this.wholeNumber('METRICS_PORT', 0, 0, 65535) || undefined;
    if (metricsPort === port) this.problem('METRICS_PORT', 'is the same as PORT, where everybody could read them; set it to another');
    return metricsPort;
  }

  /** All variables whose names begin so, as they are. */
  startingWith(prefix: string): Readonly<Record<string, string>> {
    return Object.fromEntries(Object.entries(this.environment).flatMap(([name, value]) => (name.startsWith(prefix) && value !== undefined ? [[name, value]] : [])));
  }

  /** What ACE would obey without asking us. */
  checkTheRest(): void {
    const product = this.text('AC_PRODUCT');
    if (product !== undefined && product !== 'confluence') this.problem('AC_PRODUCT', 'must be confluence or unset');
    for (const name of Object.keys(this.environment)) {
      if (!name.startsWith('AC_') || KNOWN_ACE.has(name) || this.environment[name] === undefined) continue;
      this.problem(name, 'is not a setting of this app and would change atlassian-connect-express; unset it');
    }
    if (existsSync(join(this.root, 'credentials.json'))) {
      this.problems.push('credentials.json makes atlassian-connect-express register or tunnel by itself; remove the file.');
    }
  }
}
