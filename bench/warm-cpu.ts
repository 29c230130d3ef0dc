import { signFrameToken } from '../demo/confluence/tokens.js';
import { keepOn, startChild, type Child } from './support/child.js';
import { createDriver, mustShow, type Driver } from './support/drive.js';
import type { PageQuestions, Served } from './support/page-process.js';
import { PROCESSORS, startProduct, type Product } from './support/product.js';
import { interleaved, type Bench } from './support/results.js';

const ROUNDS = 7;
const REQUESTS = 1_500;
const AT_ONCE = 6;

/** The processor time of one verified warm macro request, against a bare Express route that sends the same bytes. */
export const warmCpu: Bench = {
  about: 'processor time of a verified warm macro request, a bare Express route with the same bytes = 1',
  async run() {
    keepOn(process.pid, PROCESSORS.others);
    const product = await startProduct({ apart: true, silent: true, environment: { LOG_LEVEL: 'info' } });
    const driver = createDriver(AT_ONCE);
    const others = new Array<Child<PageQuestions>>();
    try {
      const [viewer = ''] = await product.linked(1);
      const target = `${product.gitlabUrl}/harbourlight/tideboard/-/issues/24`;
      const sign = () => product.frameUrl(viewer, target);
      const first = await driver.get(sign());
      mustShow([first]);
      const html = first.body.toString('utf8');
      const serve = async (tenant: Served['tenant']) => {
        const child = startChild<PageQuestions>(new URL('./support/page-process.js', import.meta.url), { processor: PROCESSORS.app, environment: { NODE_ENV: 'production' } });
        others.push(child);
        return { child, url: await child.ask('serve', { html, tenant }) };
      };
      const bare = await serve(undefined);
      const tenant = { clientKey: 'stock-tenant', sharedSecret: 'a-secret-of-forty-two-characters-or-so-long', baseUrl: product.confluence.baseUrl };
      const stock = await serve(tenant);
      const path = new URL(sign());
      path.searchParams.delete('jwt');
      const signStock = () => {
        const url = `${stock.url}${path.pathname}${path.search}`;
        const subject = { clientKey: tenant.clientKey, accountId: 'reader', issuedAt: Math.floor(Date.now() / 1_000) };
        return `${url}&jwt=${signFrameToken(tenant.sharedSecret, subject, url, stock.url)}`;
      };
      const subjects = {
        bare: () => cpuOf(bare.child, driver, () => `${bare.url}/macros/link?jwt=x`),
        ours: () => ours(product, driver, sign),
        stock: () => cpuOf(stock.child, driver, signStock),
      };
      // Not measured: code that runs for the first time is slow.
      await interleaved(2, subjects);
      const measured = await interleaved(ROUNDS, subjects);
      return [
        { name: `bare Express, ${first.body.length} bytes`, value: measured.bare, unit: 'µs' },
        { name: 'verified warm macro request', value: measured.ours, unit: 'µs' },
        { name: 'verified warm macro request / bare Express', value: measured.ours / measured.bare, most: 3, unit: 'x' },
        { name: 'stock atlassian-connect-express / bare Express', value: measured.stock / measured.bare, unit: 'x' },
      ];
    } finally {
      driver.close();
      for (const child of others) await child.stop();
      await product.close();
    }
  },
};

/** Microseconds a request. */
async function cpuOf(child: Pick<Child<PageQuestions>, 'ask'>, driver: Driver, url: () => string): Promise<number> {
  const urls = Array.from({ length: REQUESTS }, url);
  const before = await child.ask('cpu');
  const answers = await driver.getAll(urls);
  const spent = (await child.ask('cpu')) - before;
  const failed = answers.find(({ status }) => status !== 200);
  if (failed) throw new Error(`It answered ${failed.status}.`);
  return spent / REQUESTS;
}

async function ours({ app, gitlab }: Product, driver: Driver, sign: () => string): Promise<number> {
  const urls = Array.from({ length: REQUESTS }, sign);
  // The copy is fetched anew behind an answer now and then; here it is new.
  mustShow([await driver.get(sign())]);
  await gitlab.ask('calls');
  const before = await app.ask('cpu');
  const answers = await driver.getAll(urls);
  const spent = (await app.ask('cpu')) - before;
  mustShow(answers);
  return spent / REQUESTS;
}
