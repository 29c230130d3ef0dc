import type { Child } from './support/child.js';
import type { AppQuestions } from './support/app-process.js';
import { createDriver, mustShow, type Driver } from './support/drive.js';
import { startProduct, type Product } from './support/product.js';
import { interleaved, type Bench } from './support/results.js';

const CROWD = { sites: 1_000, links: 50_000, pages: 20_000, macrosOnPage: 50 };
const ROUNDS = 7;
const REQUESTS = 600;
const MEBIBYTE = 1024 * 1024;

/** A database of a thousand sites beside one of a single site: the start, a warm request, and memory. */
export const manyTenants: Bench = {
  about: `${CROWD.sites} sites, ${CROWD.links} links, ${CROWD.pages * CROWD.macrosOnPage} remembered references, beside one site with one link; SQLite`,
  async run() {
    const [one, many] = [await startProduct({ silent: true }), await startProduct({ silent: true })];
    const driver = createDriver(6);
    try {
      await many.app.ask('fill', CROWD);
      const started = await many.restart();
      const subjects = { one: await warm(one, driver), many: await warm(many, driver) };
      await interleaved(2, subjects);
      const measured = await interleaved(ROUNDS, subjects);
      return [
        { name: 'start, process and all', value: started / 1_000, most: 3, unit: 's' },
        { name: 'processor time of a warm request, of one site = 1', value: measured.many / measured.one, most: 1.2, unit: 'x' },
        { name: 'memory after that (one site beside it)', value: (await many.app.ask('memory')) / MEBIBYTE, most: 300, unit: 'MiB' },
        { name: 'memory with one site', value: (await one.app.ask('memory')) / MEBIBYTE, unit: 'MiB' },
      ];
    } finally {
      driver.close();
      await one.close();
      await many.close();
    }
  },
};

async function warm(product: Product, driver: Driver): Promise<() => Promise<number>> {
  const [viewer = ''] = await product.linked(1);
  const url = () => product.frameUrl(viewer, `${product.gitlabUrl}/harbourlight/tideboard/-/issues/24`);
  mustShow([await driver.get(url())]);
  return () => cpuOf(product.app, driver, url);
}

/** Microseconds a request. */
async function cpuOf(app: Pick<Child<AppQuestions>, 'ask'>, driver: Driver, url: () => string): Promise<number> {
  const urls = Array.from({ length: REQUESTS }, url);
  const before = await app.ask('cpu');
  mustShow(await driver.getAll(urls));
  return ((await app.ask('cpu')) - before) / REQUESTS;
}
