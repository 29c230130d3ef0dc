import type { Installations } from './installations.js';
import type { InstallKey } from './keys.js';
import type { SitePage } from './pages.js';
import type { PersonalDataReport } from './personal-data.js';
import type { SiteSpace } from './spaces.js';
import type { ConfluenceSwitches } from './switches.js';
import type { SiteUser } from './users.js';

/** What the parts of the stand-in share: who and what is on the site, and where it is. */
export interface Site {
  /** `http://localhost:7000` */
  readonly origin: string;
  /** `http://localhost:7000/wiki` */
  readonly baseUrl: string;
  /** Sent along in installs where people see the site under an address of its own. */
  readonly displayUrl: string | undefined;
  readonly space: { readonly id: string; readonly key: string; readonly name: string };
  /** All of them, that one included. */
  readonly spaces: SiteSpace[];
  readonly users: readonly SiteUser[];
  /** By page id; pages may be added while the site runs. */
  readonly pages: Map<string, SitePage>;
  /** In storage format, by page id: what is edited and not published. */
  readonly drafts: Map<string, string>;
  readonly installKey: InstallKey;
  readonly installations: Installations;
  readonly switches: ConfluenceSwitches;
  /** What apps have reported of people, oldest first. */
  readonly reports: PersonalDataReport[];
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** The context path that Confluence Cloud lives under. */
export const CONTEXT_PATH = '/wiki';

/** @throws when nobody on the site has that key. */
export function findUser(site: Pick<Site, 'users'>, key: string): SiteUser {
  const user = site.users.find((candidate) => candidate.key === key);
  if (!user) throw new Error(`Nobody on the site has the key ${key}; there are ${site.users.map((u) => u.key).join(', ')}.`);
  return user;
}

export const epochSeconds = (site: Pick<Site, 'clock'>) => Math.floor(site.clock() / 1000);
