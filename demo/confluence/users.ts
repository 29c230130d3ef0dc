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
}

export const DEMO_USERS: readonly SiteUser[] = [
  {
    key: 'dana',
    accountId: '712020:5b1c9f0e-2f0a-4f57-9d2c-0d6d1f3a7c11',
    displayName: 'Dana Developer',
    about: "Has a GitLab account, alice's, to connect",
    administrator: false,
  },
  {
    key: 'uma',
    accountId: '712020:c2a84d37-6b58-4f0e-8a3d-5e9b7f214d60',
    displayName: 'Uma Unlinked',
    about: 'A colleague who has connected nothing',
    administrator: false,
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
