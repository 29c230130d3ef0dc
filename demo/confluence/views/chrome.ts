import type { SiteUser } from '../users.js';

export interface Link {
  readonly href: string;
  readonly text: string;
}

/** What surrounds every page of the site. */
export interface Chrome {
  readonly title: string;
  readonly theme: 'light' | 'dark';
  readonly viewer: SiteUser;
  readonly locale?: string | undefined;
  readonly users: readonly SiteUser[];
  readonly spaceName: string;
  readonly pages: readonly Link[];
  /** General pages of the installed apps. */
  readonly apps: readonly Link[];
  /** Undefined where the site has no such pages. */
  readonly administration: Link | undefined;
  /** Path of the page itself, without a query. */
  readonly path: string;
}
