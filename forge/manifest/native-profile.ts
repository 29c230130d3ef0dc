import { neededForgeScopes } from '../../src/connect/confluence-calls.js';
import { CLIENT_KEY_SCOPE } from '../../src/connect/forge/client-key.js';
import { UNINSTALL_MODULE } from '../../src/connect/forge/uninstall.js';
import { ADMIN_ENDPOINT, ENDPOINT, EXPORT_FUNCTION, EXPORT_HANDLER, REMOTE, RUNTIME, UI, UI_FOLDER } from './names.js';
import { nativeMacro } from './native-macro.js';
import { nativeText, nativeTranslations } from './native-text.js';
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
        ...(modules.configurePage ? [{ key: ADMIN_ENDPOINT, remote: REMOTE, auth: { appSystemToken: { enabled: true }, appUserToken: { enabled: true } } }] : []),
        { key: UNINSTALL_MODULE.endpoint, remote: REMOTE, route: { path: UNINSTALL_MODULE.path } },
      ],
      function: [{ key: EXPORT_FUNCTION, handler: EXPORT_HANDLER }],
    },
    resources: [{ key: UI, path: UI_FOLDER }],
    translations: nativeTranslations(descriptor),
    permissions: { scopes: ['read:app-system-token', ...(modules.configurePage ? ['read:app-user-token'] : []), CLIENT_KEY_SCOPE, ...neededForgeScopes()], external: externalOf(baseUrl) },
  };
}

function globalPage({ key, name }: ServedPage): Readonly<Record<string, unknown>> {
  return { key, title: nativeText(name), route: key, resource: UI, resolver: { endpoint: ENDPOINT } };
}

/** Its calls alone bring the token of the person who makes them: Confluence may tell them what it doesn't tell the app, that they are an administrator. */
function configurePage({ key, name }: ServedPage): Readonly<Record<string, unknown>> {
  return { key, title: nativeText(name), resource: UI, resolver: { endpoint: ADMIN_ENDPOINT }, useAsConfig: true };
}

/** Pictures and diagrams come from the server itself, by addresses of their own; everything else goes through the endpoint. */
function externalOf(baseUrl: string): Readonly<Record<string, unknown>> {
  const address = [{ address: new URL(baseUrl).origin, inScopeEUD: true }];
  return { fetch: { backend: [{ remote: REMOTE }] }, images: address, frames: address };
}
