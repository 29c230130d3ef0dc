import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startConfluence } from './confluence/confluence.js';
import type { SitePage } from './confluence/pages.js';
import { startForge } from './forge/forge.js';
import { nativeModules } from './forge/modules.js';
import type { LoopbackHosts } from './loopback-hosts.js';

/** One way in which Confluence has the app: what the app's server must be told, and the site once it runs. */
export interface ConfluenceSide {
  readonly environment: Readonly<Record<string, string>>;
  /** Puts the app that is served at `url` on the site. @throws where the site refuses it */
  install(url: string): Promise<void>;
  /** What to open in a browser. */
  readonly pageUrl: string;
  close(): Promise<void>;
}

interface Ground {
  readonly hosts: LoopbackHosts;
  readonly port: number;
  readonly pages: readonly SitePage[];
  /** The project's folder. */
  readonly root: string;
}

/** Atlassian Connect: installed from the descriptor, its frames in Atlassian's own host bridge. */
export async function connectSide({ hosts, port, pages }: Ground): Promise<ConfluenceSide> {
  const confluence = await startConfluence({ host: hosts.confluence, port, pages });
  return {
    environment: { AC_HOST_SCRIPT_URL: confluence.hostScriptUrl, CONNECT_KEYS_CDN_URL: confluence.keyServerUrl },
    async install(url) {
      const result = await confluence.installFromDescriptor(`${url}/atlassian-connect.json`);
      if (!result.ok) throw new Error(`The stand-in Confluence refused the app: ${result.problems.join('; ')}`);
    },
    pageUrl: confluence.pageUrl('1', 'dana'),
    close: () => confluence.close(),
  };
}

/** Forge without Connect: the native profile's modules, which call the server with Forge's tokens. */
export async function forgeSide({ hosts, port, pages, root }: Ground): Promise<ConfluenceSide> {
  const modules = nativeModules(JSON.parse(readFileSync(join(root, 'atlassian-connect.json'), 'utf8')));
  const forge = await startForge({ uiFolder: join(root, 'dist/forge/ui'), modules, pages, host: hosts.confluence, port });
  return {
    environment: { AC_APP_ID: forge.appId, FORGE_JWKS_URL: forge.jwksUrl },
    install: async (url) => forge.deploy(url),
    pageUrl: forge.pageUrl('1', 'dana'),
    close: () => forge.close(),
  };
}
