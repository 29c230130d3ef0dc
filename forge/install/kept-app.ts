import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { REGISTERING } from '../manifest/app-folder.js';
import { readAppId } from '../manifest/asked.js';

/** Below the project's root; git leaves it alone. */
export const KEPT_FILE = 'forge-app.json';
/** Stands in a manifest until `forge register` puts the app's own id there. */
export const UNREGISTERED = 'ari:cloud:ecosystem::app/not-registered-yet';

const Kept = z.object({ appId: z.string() });
const Registered = z.object({ app: z.object({ id: z.string() }) });

/**
 * The id of the app that was registered before: as given, or kept in `root`, or the setting AC_APP_ID. Undefined where there is none.
 * Adds a problem where they differ, since each app is another one to a site, or where one is no app id.
 */
export function findAppId(root: string, given: string | undefined, setting: string | undefined, problems: string[]): string | undefined {
  const before = problems.length;
  const found = Object.entries({ '--app-id': given, [KEPT_FILE]: readKept(root, problems), AC_APP_ID: setting?.trim() })
    .flatMap(([place, text]) => (text ? [{ place, id: readAppId(text, problems) }] : []));
  const [first] = found;
  const other = found.find(({ id }) => id !== first?.id);
  if (first && other && problems.length === before) problems.push(`${first.place} names another app than ${other.place}: keep the one that is installed.`);
  return first?.id;
}

/** Marks the app in `folder` as made to be registered, so that its manifest's id counts from then on. */
export function markRegistering(folder: string): void {
  writeFileSync(join(folder, REGISTERING), '');
}

/** The id that `forge register` wrote into the manifest in `folder`; undefined where it wrote none, or the manifest was made for something else. */
export function readRegisteredId(folder: string): string | undefined {
  const file = join(folder, 'manifest.yml');
  const id = existsSync(join(folder, REGISTERING)) && existsSync(file) ? Registered.safeParse(parse(readFileSync(file, 'utf8'))).data?.app.id : undefined;
  return id === UNREGISTERED ? undefined : id;
}

/** Keeps the id for good. */
export function keepAppId(root: string, appId: string): void {
  writeFileSync(join(root, KEPT_FILE), `${JSON.stringify({ appId }, null, 2)}\n`);
}

function readKept(root: string, problems: string[]): string | undefined {
  const file = join(root, KEPT_FILE);
  if (!existsSync(file)) return undefined;
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8'))).appId;
  } catch {
    problems.push(`${file} can't be read: it must be {"appId": "ari:cloud:ecosystem::app/…"}. Restore it; registering again would make another app.`);
    return undefined;
  }
}
