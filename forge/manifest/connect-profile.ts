import { LIFECYCLE, REMOTE, RUNTIME, TRANSLATIONS } from './names.js';
import { connectScopes } from './scopes.js';
import type { ServedDescriptor } from './served.js';

/** The descriptor's modules as they are, within a Forge app that takes the Connect app's place on a site by having its key. */
export function connectManifest(descriptor: ServedDescriptor, appId: string): Readonly<Record<string, unknown>> {
  return {
    app: {
      id: appId,
      runtime: { name: RUNTIME },
      connect: { key: descriptor.key, remote: REMOTE, authentication: 'jwt' },
    },
    remotes: [{ key: REMOTE, baseUrl: descriptor.baseUrl }],
    connectModules: {
      'confluence:lifecycle': [{ key: LIFECYCLE, ...descriptor.lifecycle }],
      'confluence:translations': [{ key: TRANSLATIONS, ...descriptor.translations }],
      ...modulesOf(descriptor),
    },
    permissions: { scopes: connectScopes(descriptor.scopes) },
  };
}

/** What is an object in the descriptor, since there is only one, is a list in a manifest. */
function modulesOf({ modules }: ServedDescriptor): Record<string, readonly unknown[]> {
  const lists = Object.entries(modules).map(([name, found]) => [`confluence:${name}`, Array.isArray(found) ? found : [found]] as const);
  return Object.fromEntries(lists.filter(([, found]) => found.length > 0));
}
