/** Someone who may look at the site. */
export interface SiteUser {
  /** Short name in URLs and tests, such as `dana`. */
  readonly key: string;
  /** Atlassian account id; an anonymous reader has none. */
  readonly accountId: string | undefined;
  readonly displayName: string;
  /** One line in the viewer switch. */
  readonly about: string;
  readonly administrator: boolean;
  /** As Confluence's profile has them: `en_GB`, `Europe/London`. */
  readonly locale?: string;
  readonly timeZone?: string;
  /** Invited to a space from outside. */
  readonly guest?: boolean;
  /** Ids of groups besides those that everybody of their kind is in. */
  readonly groups?: readonly string[];
}

export const DEMO_USERS: readonly SiteUser[] = [
  {
    key: 'dana',
    accountId: '712020:5b1c9f0e-2f0a-4f57-9d2c-0d6d1f3a7c11',
    displayName: 'Dana Developer',
    about: "Has a GitLab account, alice's, to connect",
    administrator: false,
    locale: 'en_GB',
    timeZone: 'Europe/London',
  },
  {
    key: 'uma',
    accountId: '712020:c2a84d37-6b58-4f0e-8a3d-5e9b7f214d60',
    displayName: 'Uma Unlinked',
    about: 'A colleague who has connected nothing',
    administrator: false,
  },
  {
    key: 'gerda',
    accountId: '712020:8f60b1c4-3e7d-4a92-9c15-6b2d0a4e7f38',
    displayName: 'Gerda Gezeiten',
    about: 'Reads in German, in Hamburg',
    administrator: false,
    locale: 'de_DE',
    timeZone: 'Europe/Berlin',
  },
  {
    key: 'anonymous',
    accountId: undefined,
    displayName: 'Anonymous reader',
    about: 'Not signed in to this site',
    administrator: false,
  },
  {
    key: 'ada',
    accountId: '712020:0f7e3a52-91d4-4c6b-b8f5-73c1e2a9d084',
    displayName: 'Ada Administrator',
    about: 'Installs and removes apps',
    administrator: true,
  },
];

/** Not among those of the demo: whoever wants guests on the site adds him. */
export const GUEST: SiteUser = {
  key: 'gil',
  accountId: '712020:3d5c8e21-0a9b-4c7f-b6e4-1f2a3b4c5d6e',
  displayName: 'Gil Guest',
  about: 'A guest, invited to one space',
  administrator: false,
  guest: true,
};
