import { gzipSync } from 'node:zlib';
import { createDriver, mustShow } from './support/drive.js';
import { startProduct } from './support/product.js';
import type { Bench } from './support/results.js';

/** What a browser loads for one card, compressed as it is sent; Atlassian's bridge is not ours. */
export const frameBytes: Bench = {
  about: 'bytes of a card frame as they are sent, Atlassian’s bridge aside',
  async run() {
    const product = await startProduct();
    const driver = createDriver();
    try {
      const [viewer = ''] = await product.linked(1);
      const compressed = { 'accept-encoding': 'gzip, br' };
      const url = product.frameUrl(viewer, `${product.gitlabUrl}/harbourlight/tideboard/-/issues/24`);
      const plain = await driver.get(url);
      mustShow([plain]);
      const frame = await driver.get(url, compressed);
      const assets = await loadAll(plain.body.toString('utf8'), product.url, async (address) => {
        const { body, headers } = await driver.get(address, compressed);
        const text = headers['content-encoding'] === undefined ? body.toString('utf8') : (await driver.get(address)).body.toString('utf8');
        return { size: body.length, text };
      });
      const cached = assets.reduce((sum, { size }) => sum + size, 0);
      return [
        { name: `frame's document (${plain.body.length} plain, ${gzipSync(plain.body).length} by gzip), not cached across frames`, value: frame.body.length, most: 8 * 1024, unit: 'bytes' },
        { name: `own styles and scripts, ${assets.length} files`, value: cached, unit: 'bytes' },
        { name: 'all of it', value: frame.body.length + cached, most: 20 * 1024, unit: 'bytes' },
      ];
    } finally {
      driver.close();
      await product.close();
    }
  },
};

interface Loaded {
  readonly size: number;
  readonly text: string;
}

/** Everything of ours that a document links to, and what that imports. */
async function loadAll(html: string, base: string, load: (address: string) => Promise<Loaded>): Promise<readonly Loaded[]> {
  const found = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => new URL(path, base).href);
  const loaded = new Map<string, Loaded>();
  for (const address of found) {
    if (loaded.has(address)) continue;
    const asset = await load(address);
    loaded.set(address, asset);
    for (const [, path = ''] of asset.text.matchAll(/(?:from|^import)\s*["'](\.[^"']+)["']/gm)) found.push(new URL(path, address).href);
  }
  return [...loaded.values()];
}
