import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startForge, type StandInForge } from '../../demo/forge/forge.js';
import { nativeModules } from '../../demo/forge/modules.js';
import { startWholeApp, type WholeApp } from './whole-app.js';

const ROOT = join(import.meta.dirname, '../..');

/** The real app behind a stand-in for Forge, installed by nothing else, in front of the stand-in GitLab. */
export interface ForgeWorld {
  readonly forge: StandInForge;
  readonly app: WholeApp;
  close(): Promise<void>;
}

export async function startForgeWorld(): Promise<ForgeWorld> {
  const descriptor: unknown = JSON.parse(readFileSync(join(ROOT, 'atlassian-connect.json'), 'utf8'));
  const forge = await startForge({ uiFolder: join(ROOT, 'dist/forge/ui'), modules: nativeModules(descriptor) });
  const app = await startWholeApp({ install: false, environment: { AC_APP_ID: forge.appId, FORGE_JWKS_URL: forge.jwksUrl } });
  forge.deploy(app.url);
  return {
    forge,
    app,
    async close() {
      await app.close();
      await forge.close();
    },
  };
}
