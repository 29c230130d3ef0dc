import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { descriptorTexts } from '../../src/words/translations.js';
import { localeFile } from '../../forge/manifest/native-text.js';

/** What stands beside a native manifest, as far as Atlassian's checker looks at it. */
const APP_FILES: Readonly<Record<string, string>> = {
  'static/ui/index.html': '<!doctype html><title>GitLab</title><script src="ui.js"></script>',
  'src/index.js': 'exports.exportMacro = () => undefined;\n',
  ...Object.fromEntries([...descriptorTexts()].map(([locale, texts]) => [localeFile(locale), JSON.stringify(texts)])),
};

export interface Finding {
  readonly level: string;
  readonly message: string;
}

// It takes seconds to load, so one process looks at all; it reads the manifest.yml of the folder that it is in.
const SCRIPT = `
  const { validate } = require(${JSON.stringify(createRequire(import.meta.url).resolve('@forge/manifest'))});
  (async () => {
    const all = [];
    for (const folder of process.argv.slice(1)) {
      process.chdir(folder);
      const { errors = [] } = await validate(false);
      all.push(errors.map(({ level, message }) => ({ level, message })));
    }
    process.stdout.write(JSON.stringify(all));
  })();
`;

/** All that Atlassian's own checker has to say of each manifest.yml in an app's folder. */
export async function askAtlassian(manifests: readonly string[]): Promise<readonly (readonly Finding[])[]> {
  const root = mkdtempSync(join(tmpdir(), 'forge-manifest-'));
  try {
    return JSON.parse(await outputOf(manifests.map((manifest, index) => makeFolder(join(root, String(index)), manifest)))) as Finding[][];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function makeFolder(folder: string, manifest: string): string {
  for (const [path, text] of Object.entries({ ...APP_FILES, 'manifest.yml': manifest })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function outputOf(folders: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['-e', SCRIPT, ...folders], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 100_000 });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(texts.out) : reject(new Error(`Atlassian's checker ended with ${code}: ${texts.err}`))));
  });
}
