import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { descriptorTexts } from '../../src/words/translations.js';
import { LOCALES_FOLDER, UI_FOLDER } from './names.js';
import { localeFile } from './native-text.js';
import type { Profile } from './manifest.js';

/** Where the parts of the generated app come from. */
export interface AppSources {
  /** The built Custom UI, with its index.html. */
  readonly ui: string;
  /** The compiled functions, with their index.js. */
  readonly functions: string;
}

/** Stands in the folder from before `forge register` until the app is made anew with the id that it was registered with. */
export const REGISTERING = '.registering';
/** What this makes in the folder; everything else there is somebody else's and stays. */
const OWN = ['manifest.yml', 'package.json', 'static', 'src', LOCALES_FOLDER, REGISTERING];

/**
 * Puts the app into `folder`, in place of the one that was made there before: the manifest and, for the native profile, what its
 * modules show and run. @throws Error where `folder` holds something else than a generated app, or a source is missing
 */
export function writeApp(folder: string, profile: Profile, manifest: string, sources: AppSources): void {
  if (existsSync(folder) && !existsSync(join(folder, 'manifest.yml')) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} holds something else than a Forge app: choose another folder with --out.`);
  }
  if (profile === 'native') checkSources(sources);
  for (const name of OWN) rmSync(join(folder, name), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.yml'), manifest);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name: 'gitlab-for-confluence-forge', private: true, license: 'Apache-2.0' }, null, 2)}\n`);
  if (profile === 'connect') return;
  mkdirSync(join(folder, LOCALES_FOLDER));
  for (const [locale, texts] of descriptorTexts()) writeFileSync(join(folder, localeFile(locale)), `${JSON.stringify(texts, null, 2)}\n`);
  cpSync(sources.ui, join(folder, UI_FOLDER), { recursive: true });
  cpSync(sources.functions, join(folder, 'src'), { recursive: true, filter: (path) => !/\.(?:map|tsbuildinfo|d\.ts)$/.test(path) });
}

function checkSources({ ui, functions }: AppSources): void {
  for (const file of [join(ui, 'index.html'), join(functions, 'index.js')]) {
    if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first.`);
  }
}
