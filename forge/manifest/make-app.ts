import { join, relative, resolve } from 'node:path';
import { createAssumptions } from '../../src/assumptions/assumptions.js';
import { readRecord } from '../../src/assumptions/record.js';
import { makeDescriptor } from '../../src/connect/descriptor.js';
import { writeApp } from './app-folder.js';
import { AskedError } from '../arguments.js';
import type { Asked } from './asked.js';
import { loadChecks, type Checks } from './check/check.js';
import { makeManifest, manifestText } from './manifest.js';

let loaded: Checks | undefined;

/** Makes the Forge app of the server in `root` and gives back its folder. @throws AskedError where a field of descriptor or manifest is wrong, Error where it can't be written */
export function makeApp({ profile, appId, settings, out }: Asked, root: string): string {
  const descriptor = makeDescriptor(settings, createAssumptions(readRecord(root).record));
  const manifest = makeManifest(profile, descriptor, appId);
  const checks = (loaded ??= loadChecks());
  const problems = [...checks.descriptor(JSON.parse(JSON.stringify(descriptor))), ...checks.manifest(manifest)];
  if (problems.length > 0) throw new AskedError(problems);
  const folder = resolve(root, out);
  const dist = join(root, 'dist/forge');
  writeApp(folder, profile, manifestText(manifest), { ui: join(dist, 'ui'), functions: join(dist, 'function') });
  return relative(process.cwd(), folder) || '.';
}
