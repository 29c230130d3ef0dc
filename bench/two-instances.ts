import type { AppQuestions } from './support/app-process.js';
import type { Child } from './support/child.js';
import { createDriver, mustShow } from './support/drive.js';
import { startProduct } from './support/product.js';
import { interleaved, type Bench } from './support/results.js';
import { openSharedServices } from './support/shared-services.js';

const ROUNDS = 7;
const REQUESTS = 600;
const PEOPLE = 20;
const ISSUES = [24, 30, 18];

/**
 * The processor time of a request where one instance serves so many readers, and where two serve twice as many requests of the same
 * ones. A machine with two processors can't show what two instances serve beside their client and their database; what a request
 * costs them says how many more two serve than one, a processor for each given.
 */
export const twoInstances: Bench = {
  about: 'two instances on one PostgreSQL and one Redis: processor time of a request in the instances, one instance = 1',
  async run() {
    const services = await openSharedServices();
    const product = await startProduct({ silent: true, people: PEOPLE, environment: services.environment });
    const second = await product.beside();
    const driver = createDriver(6);
    try {
      const viewers = await product.linked(PEOPLE);
      const signed = (index: number) => product.frameUrl(viewers[index % PEOPLE] ?? '', `${product.gitlabUrl}/harbourlight/tideboard/-/issues/${ISSUES[index % ISSUES.length]}`);
      const at = (url: string, base: string) => url.replace(product.url, base);
      const apps = [product.app, second.app];
      const subjects = {
        one: () => cpuOf(apps, REQUESTS, async () => mustShow(await driver.getAll(Array.from({ length: REQUESTS }, (_, index) => signed(index))))),
        two: () => cpuOf(apps, 2 * REQUESTS, async () => mustShow(await driver.getAll(Array.from({ length: 2 * REQUESTS }, (_, index) => at(signed(index), index % 2 === 0 ? product.url : second.url))))),
      };
      await interleaved(2, subjects);
      const { one, two } = await interleaved(ROUNDS, subjects);
      return [
        { name: 'one instance', value: one, unit: 'µs a request' },
        { name: 'two instances', value: two, unit: 'µs a request' },
        { name: `two / one (requests a second that follow: ${((2 * one) / two).toFixed(2)} x)`, value: two / one, most: 2 / 1.8, unit: 'x' },
      ];
    } finally {
      driver.close();
      await second.app.stop();
      await product.close();
      await services.remove();
    }
  },
};

/** Microseconds a request, in all instances together. */
async function cpuOf(apps: readonly Pick<Child<AppQuestions>, 'ask'>[], requests: number, work: () => Promise<void>): Promise<number> {
  const spent = async () => (await Promise.all(apps.map((app) => app.ask('cpu')))).reduce((sum, one) => sum + one, 0);
  const before = await spent();
  await work();
  return ((await spent()) - before) / requests;
}
