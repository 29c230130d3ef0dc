import { printResults, type Bench } from './support/results.js';

/** Each name with what it measures; a file of that name in this folder does it. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  compare: async () => (await import('./compare.js')).compare,
  description: async () => (await import('./description.js')).description,
  'frame-bytes': async () => (await import('./frame-bytes.js')).frameBytes,
  frames: async () => (await import('./frames.js')).frames,
  'many-tenants': async () => (await import('./many-tenants.js')).manyTenants,
  neighbours: async () => (await import('./neighbours.js')).neighbours,
  'page-cold': async () => (await import('./page-cold.js')).pageCold,
  'page-first': async () => (await import('./page-first.js')).pageFirst,
  'page-warm': async () => (await import('./page-warm.js')).pageWarm,
  'two-instances': async () => (await import('./two-instances.js')).twoInstances,
  viewers: async () => (await import('./viewers.js')).viewers,
  'warm-cpu': async () => (await import('./warm-cpu.js')).warmCpu,
};

class UnknownBench extends Error {}

/** `npm run bench -- <name>…`; without a name it runs all. Ends with 1 where a number is not what it must be. */
async function main(names: readonly string[]): Promise<void> {
  for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
    const open = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
    if (!open) throw new UnknownBench(`There is no benchmark "${name}". There are: ${Object.keys(BENCHES).join(', ')}.`);
    const bench = await open();
    console.log(`\n${name}: ${bench.about}`);
    if (!printResults(await bench.run())) process.exitCode = 1;
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof UnknownBench ? error.message : error instanceof Error ? error.stack : error);
  process.exit(1);
});
