// Bundles the scripts of pages that are more than a frame to read: each brings Preact and the views that the server has rendered it with.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Each `public/hydrate/<name>.tsx` becomes `<name>.js` in `folder`. @throws where one has an error of types or does not bundle */
export async function bundlePages({ root, folder }) {
  const source = join(root, 'public/hydrate');
  const entryPoints = readdirSync(source).filter((name) => name.endsWith('.tsx')).map((name) => join(source, name));
  if (entryPoints.length === 0) return;
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', source], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The scripts of the pages have errors.');
  await build({
    entryPoints,
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'eof',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    absWorkingDir: root,
    logLevel: 'warning',
  });
}
