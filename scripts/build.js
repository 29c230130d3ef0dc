// Compiles the server and the browser's scripts, copies what isn't TypeScript beside them, and puts all of it in place as dist/.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleForge } from './bundle-forge.js';
import { bundlePages } from './bundle-pages.js';
import { bundle, shortStyle } from './bundle.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const dist = join(root, 'dist');
// Made aside: a server that is running keeps its files meanwhile, and a build that fails, or another at the same time, leaves the last one as it was.
const made = join(root, `.building-${process.pid}`);
const old = `${made}.old`;

rmSync(made, { recursive: true, force: true });
compile('.', made, '.tsbuildinfo');
// With the modules of views/ that frames share with the server.
compile('public', made, '.tsbuildinfo-public');
// With the modules of public/ that it uses, as they are before they are bundled.
const forgeModules = join(made, 'forge-modules');
compile('forge/ui', forgeModules, '.tsbuildinfo-forge-ui');
for (const folder of ['public', 'demo']) {
  cpSync(join(root, folder), join(made, folder), {
    recursive: true,
    filter: (path) => !['.ts', '.tsx'].includes(extname(path)) && !path.endsWith('tsconfig.json') && !path.endsWith('hydrate'),
  });
}
const mermaid = join(root, 'node_modules/mermaid');
cpSync(join(mermaid, 'dist/mermaid.min.js'), join(made, 'public/mermaid.js'));
cpSync(join(mermaid, 'LICENSE'), join(made, 'public/mermaid.LICENSE.txt'));
await bundle(join(made, 'public'));
await bundlePages({ root, folder: join(made, 'public') });
await bundleForge({ root, modules: forgeModules, styles: [readFileSync(join(made, 'public/frame.css'), 'utf8'), ...['home.css', 'admin.css'].map((name) => shortStyle(readFileSync(join(made, 'public', name), 'utf8')))].join('\n'), folder: join(made, 'forge/ui') });
rmSync(forgeModules, { recursive: true });
writeFileSync(join(made, 'server.js'), "import './src/supervise.js';\n");
rmSync(old, { recursive: true, force: true });
if (existsSync(dist)) renameSync(dist, old);
renameSync(made, dist);
rmSync(old, { recursive: true, force: true });

function compile(project, folder, info) {
  const args = [tsc, '-p', project, '--outDir', folder, '--tsBuildInfoFile', join(made, info)];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  rmSync(made, { recursive: true, force: true });
  process.exit(status ?? 1);
}
