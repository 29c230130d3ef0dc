// `npm run --silent sbom`: what is shipped, as CycloneDX (https://cyclonedx.org/docs/1.5/json/), to standard output. npm writes it; what only builds and tests is taken out.
import { spawnSync } from 'node:child_process';
import { ROOT, shippedPackages } from './shipped.js';

const npm = /npm-cli\.js$/.test(process.env.npm_execpath ?? '') ? [process.execPath, process.env.npm_execpath] : ['npm'];
const { status, stdout } = spawnSync(npm[0], [...npm.slice(1), 'sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] });
if (status !== 0) process.exit(status ?? 1);

const bom = JSON.parse(stdout);
const shipped = new Map(shippedPackages().map(({ name, version, where }) => [`${name}@${version}`, where]));
const own = bom.metadata.component;
own.name = 'gitlab-for-confluence';
const isShipped = (ref) => ref === own['bom-ref'] || shipped.has(ref);
/** npm 10 names a package once for each place that it stands in. */
const once = (key) => (one, index, all) => all.findIndex((other) => other[key] === one[key]) === index;
bom.components = bom.components.filter((component) => shipped.has(component['bom-ref'])).filter(once('bom-ref')).map((component) => ({
  ...component,
  // npm calls optional or a tool for development what the build puts into scripts for browsers.
  scope: 'required',
  properties: [{ name: 'gitlab-for-confluence:runs-in', value: shipped.get(component['bom-ref']) }],
}));
bom.dependencies = bom.dependencies.filter(({ ref }) => isShipped(ref)).filter(once('ref')).map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: [...new Set(dependsOn.filter(isShipped))] }));
console.log(JSON.stringify(bom, null, 2));
