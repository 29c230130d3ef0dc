import { stringify } from 'yaml';
import type { Descriptor } from '../../src/connect/descriptor.js';
import { connectManifest } from './connect-profile.js';
import { nativeManifest } from './native-profile.js';
import { readServed, type ServedDescriptor } from './served.js';

const MAKERS = { connect: connectManifest, native: nativeManifest } as const satisfies Record<string, (descriptor: ServedDescriptor, appId: string) => Manifest>;

/** `connect` carries the descriptor's modules; `native` has Forge's own with the same keys. One app may go from the first to the second. */
export type Profile = keyof typeof MAKERS;
export const PROFILES: readonly Profile[] = ['connect', 'native'];

/** A manifest as plain data, its keys in the order in which they are written. */
export type Manifest = Readonly<Record<string, unknown>>;

/** The manifest of the app that the descriptor describes; `appId` is what `forge register` gave it. */
export function makeManifest(profile: Profile, descriptor: Descriptor, appId: string): Manifest {
  return MAKERS[profile](readServed(descriptor), appId);
}

/** The text of manifest.yml: the same bytes for the same manifest. */
export function manifestText(manifest: Manifest): string {
  return `# Made by \`npm run forge:manifest\` from the app's descriptor: changes here are lost.\n${stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
