import { neededForgeScopes } from '../../src/connect/confluence-calls.js';
import { CLIENT_KEY_SCOPE } from '../../src/connect/forge/client-key.js';
import { UNINSTALL_MODULE } from '../../src/connect/forge/uninstall.js';
import { ENDPOINT, EXPORT_FUNCTION, EXPORT_HANDLER, REMOTE, RUNTIME, UI, UI_FOLDER } from './names.js';
import { nativeMacro } from './native-macro.js';
import type { ServedDescriptor, ServedPage } from './served.js';

/** Forge's own modules with the descriptor's keys. Needs nothing of Connect: it stands alone where Connect modules are refused. */
export function nativeManifest(descriptor: ServedDescriptor, appId: string): Readonly<Record<string, unknown>> {
  const { modules, baseUrl } = descriptor;
  return {
    app: {
      id: appId,
      runtime: { name: RUNTIME },
      // Without `authentication`, which asks for Connect modules: the key alone tells Confluence whose macros these are.
      connect: { key: descriptor.key, remote: REMOTE },
    },
    remotes: [{ key: REMOTE, baseUrl, operations: ['compute', 'fetch', 'storage'], storage: { inScopeEUD: true } }],
    modules: {
      macro: modules.dynamicContentMacros.map(nativeMacro),
      ...(modules.generalPages.length > 0 ? { 'confluence:globalPage': modules.generalPages.map(globalPage) } : {}),
      ...(modules.configurePage ? { 'confluence:globalSettings': [configurePage(modules.configurePage)] } : {}),
      preUninstall: [{ key: UNINSTALL_MODULE.key, endpoint: UNINSTALL_MODULE.endpoint }],
      endpoint: [
        { key: ENDPOINT, remote: REMOTE, auth: { appSystemToken: { enabled: true } } },
        { key: UNINSTALL_MODULE.endpoint, remote: REMOTE, route: { path: UNINSTALL_MODULE.path } },
      ],
      function: [{ key: EXPORT_FUNCTION, handler: EXPORT_HANDLER }],
    },
    resources: [{ key: UI, path: UI_FOLDER }],
    permissions: { scopes: ['read:app-system-token', CLIENT_KEY_SCOPE, ...neededForgeScopes()], external: externalOf(baseUrl) },
  };
}

function globalPage({ key, name }: ServedPage): Readonly<Record<string, unknown>> {
  return { key, title: name.value, route: key, resource: UI, resolver: { endpoint: ENDPOINT } };
}

function configurePage({ key, name }: ServedPage): Readonly<Record<string, unknown>> {
  return { key, title: name.value, resource: UI, resolver: { endpoint: ENDPOINT }, useAsConfig: true };
}

/** Pictures and diagrams come from the server itself, by addresses of their own; everything else goes through the endpoint. */
function externalOf(baseUrl: string): Readonly<Record<string, unknown>> {
  const address = [{ address: new URL(baseUrl).origin, inScopeEUD: true }];
  return { fetch: { backend: [{ remote: REMOTE }] }, images: address, frames: address };
}
