import type { Settings } from '../../src/settings.js';

export type SettingsOverrides = Partial<Omit<Settings, 'gitlab'>> & { readonly gitlab?: Partial<Settings['gitlab']> };

/** Settings of an app whose base URL is loopback, with the database in memory; every test says what it wants different. */
export function testSettings({ gitlab, ...overrides }: SettingsOverrides = {}): Settings {
  return {
    env: 'test',
    port: 0,
    baseUrl: 'http://localhost:3000',
    loopback: true,
    database: { dialect: 'sqlite', path: ':memory:' },
    redisUrl: undefined,
    encryptionKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
    autoconvertUrls: [],
    hostWhitelist: ['*.atlassian.net'],
    adminAccountIds: [],
    trustProxy: 0,
    uninstallGraceHours: 0,
    auditDays: 180,
    unusedLinkDays: 90,
    forge: { appId: undefined, jwksUrl: 'http://127.0.0.1:9/jwks.json' },
    connectKeysUrl: 'http://127.0.0.1:9',
    hostScriptUrl: 'https://connect-cdn.atl-paas.net/all.js',
    logLevel: 'silent',
    metricsPort: undefined,
    otel: {},
    ...overrides,
    gitlab: {
      url: 'https://gitlab.com',
      clientId: 'test-client',
      clientSecret: 'test-client-secret',
      privateHosts: [],
      ports: [443],
      unlinkedContent: 'public',
      unlinkedContentSet: undefined,
      ...gitlab,
    },
  };
}
