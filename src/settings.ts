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
    readonly privateHosts: readonly string[];
    readonly ports: readonly number[];
    readonly unlinkedContent: 'public' | 'none';
  };
  readonly autoconvertUrls: readonly string[];
  /** Globs of Confluence hosts that may install, such as `*.atlassian.net`. */
  readonly hostWhitelist: readonly string[];
  readonly trustProxy: number;
  readonly connectKeysUrl: string;
  readonly hostScriptUrl: string;
  readonly logLevel: string;
}

export interface EncryptionKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}
