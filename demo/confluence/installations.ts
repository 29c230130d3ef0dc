import { randomBytes, randomUUID } from 'node:crypto';
import { parseDescriptor, type Descriptor } from './descriptor.js';
import { callLifecycle } from './lifecycle.js';
import { epochSeconds, type Site } from './site.js';

/** An app on the site and what the two of them share. */
export interface Installation {
  readonly descriptorUrl: string;
  readonly descriptor: Descriptor;
  /** Stays the same when the app is installed again. */
  readonly clientKey: string;
  /** 86 characters, new with every install. */
  readonly sharedSecret: string;
  /** Of an install through Forge only: new with every install, and the same over all updates. */
  readonly installationId?: string;
}

/** What an administrator is told: the app is there, or every reason why it is not. */
export type InstallResult = { ok: true; installation: Installation } | { ok: false; problems: string[] };

export interface Installations {
  list(): readonly Installation[];
  find(appKey: string): Installation | undefined;
  /** Reads the descriptor, checks it, and has the app accept a signed install; a refused install changes nothing. */
  install(descriptorUrl: string): Promise<InstallResult>;
  /**
   * The same through Forge, whose manifest says what the descriptor says: also over an install from a descriptor, which it
   * replaces under the same client key.
   */
  installThroughForge(descriptorUrl: string): Promise<InstallResult>;
  /** Takes what the app says of itself now, as Forge rolls out a new version: the app is not told. @throws when it did not come through Forge */
  update(appKey: string): Promise<InstallResult>;
  /** Removes the app and tells it so; it is removed whatever the app answers. Resolves to that answer's status, if one came. */
  uninstall(appKey: string): Promise<number | undefined>;
}

const MAX_DESCRIPTOR_BYTES = 1_000_000;
const TIMEOUT_MS = 10_000;

export function createInstallations(site: Omit<Site, 'installations'>): Installations {
  const installed = new Map<string, Installation>();
  const clientKeys = new Map<string, string>();
  let lastChange: Promise<unknown> = Promise.resolve();

  // One change at a time: of two installs at once the app and the site must keep the same secret.
  function oneByOne<T>(change: () => Promise<T>): Promise<T> {
    const result = lastChange.then(change, change);
    lastChange = result.catch(() => undefined);
    return result;
  }

  async function install(descriptorUrl: string, through: { installationId?: string } = {}): Promise<InstallResult> {
    const read = await readDescriptor(descriptorUrl);
    if ('problems' in read) return { ok: false, problems: read.problems };
    const { descriptor } = read;
    const clientKey = clientKeys.get(descriptor.key) ?? randomUUID();
    clientKeys.set(descriptor.key, clientKey);
    const installation = { descriptorUrl, descriptor, clientKey, sharedSecret: randomBytes(64).toString('base64url'), ...through };
    const answer = await callLifecycle(site, installation, 'installed', administratorOf(site), epochSeconds(site));
    if (!answer.ok) return { ok: false, problems: [answer.problem] };
    installed.set(descriptor.key, installation);
    return { ok: true, installation };
  }

  async function update(appKey: string): Promise<InstallResult> {
    const before = installed.get(appKey);
    if (before?.installationId === undefined) throw new Error(`No app with the key ${appKey} was installed through Forge.`);
    const read = await readDescriptor(before.descriptorUrl);
    if ('problems' in read) return { ok: false, problems: read.problems };
    const installation = { ...before, descriptor: read.descriptor };
    installed.set(appKey, installation);
    return { ok: true, installation };
  }

  async function uninstall(appKey: string): Promise<number | undefined> {
    const installation = installed.get(appKey);
    if (!installation) throw new Error(`No app with the key ${appKey} is installed.`);
    installed.delete(appKey);
    if (installation.descriptor.lifecycle.uninstalled === undefined) return undefined;
    const answer = await callLifecycle(site, installation, 'uninstalled', administratorOf(site), epochSeconds(site));
    return answer.status;
  }

  return {
    list: () => [...installed.values()],
    find: (appKey) => installed.get(appKey),
    install: (url) => oneByOne(() => install(url)),
    installThroughForge: (url) => oneByOne(() => install(url, { installationId: `ari:cloud:ecosystem::installation/${randomUUID()}` })),
    update: (appKey) => oneByOne(() => update(appKey)),
    uninstall: (appKey) => oneByOne(() => uninstall(appKey)),
  };
}

const administratorOf = (site: Pick<Site, 'users'>) => site.users.find((user) => user.administrator)?.accountId;

async function readDescriptor(descriptorUrl: string): Promise<{ descriptor: Descriptor } | { problems: string[] }> {
  let text: string;
  try {
    const response = await fetch(descriptorUrl, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status !== 200) return { problems: [`The descriptor URL answered ${response.status} instead of 200.`] };
    text = await response.text();
  } catch {
    return { problems: ['The descriptor could not be read from this URL.'] };
  }
  if (text.length > MAX_DESCRIPTOR_BYTES) return { problems: ['The descriptor is larger than 1 MB.'] };
  try {
    return parseDescriptor(JSON.parse(text));
  } catch {
    return { problems: ['The descriptor is not JSON.'] };
  }
}
