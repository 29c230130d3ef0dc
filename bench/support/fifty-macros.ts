import type { SitePage } from '../../demo/confluence/pages.js';
import { FLEET_PATHS } from '../../demo/gitlab/world/fleet.js';
import { createDriver, mustShow } from './drive.js';
import { startProduct, type Product, type ProductOptions } from './product.js';

const LINK = 'gitlab-for-confluence-link';
/** How far GitLab is away. */
const LATENCY_MS = 100;
const TRIES = 5;

/** One viewer's visit of a page. */
export interface Visit {
  /** Milliseconds from the first frame's request to the last one's answer. */
  readonly ms: number;
  /** That GitLab got meanwhile. */
  readonly requests: number;
}

/** Fifty macros on a page: of five projects four issues, four merge requests and two files each; GitLab is 100 ms away. */
export interface FiftyMacros {
  readonly product: Product;
  /** Milliseconds of one request to GitLab and back, the median of some. */
  roundTrip(): Promise<number>;
  /** Puts a page on the site, which nobody has seen yet. */
  addPage(page: Pick<SitePage, 'id'> & Partial<SitePage>): SitePage;
  /** Loads all fifty frames, six at a time as a browser does over HTTP/1.1. @throws unless each shows its content */
  visit(viewer: string, page: SitePage): Promise<Visit>;
  close(): Promise<void>;
}

export async function startFiftyMacros(options: ProductOptions = {}): Promise<FiftyMacros> {
  const product = await startProduct(options);
  const driver = createDriver(6);
  await product.gitlab.ask('set', { latencyMs: LATENCY_MS });
  return {
    product,
    async roundTrip() {
      const times: number[] = [];
      for (let index = 0; index < TRIES; index += 1) times.push((await driver.get(`${product.gitlabUrl}/api/v4/version`)).ms);
      await product.gitlab.ask('calls');
      return times.sort((left, right) => left - right)[TRIES >> 1] ?? NaN;
    },
    addPage(given) {
      const blocks = FLEET_PATHS.flat().map((path) => ({ macro: LINK, url: `${product.gitlabUrl}/${path}` }));
      const page: SitePage = { title: 'Fifty macros', version: 1, blocks, ...given };
      product.confluence.pages.set(page.id, page);
      return page;
    },
    async visit(viewer, page) {
      const urls = page.blocks.flatMap((block) => ('macro' in block ? [product.frameUrl(viewer, block.url ?? '', page)] : []));
      await product.gitlab.ask('calls');
      const started = performance.now();
      const answers = await driver.getAll(urls);
      const ms = performance.now() - started;
      mustShow(answers);
      return { ms, requests: (await product.gitlab.ask('calls')).length };
    },
    async close() {
      driver.close();
      await product.close();
    },
  };
}
