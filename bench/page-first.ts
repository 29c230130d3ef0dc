import type { Bench } from './support/results.js';
import { startFiftyMacros, type FiftyMacros } from './support/fifty-macros.js';

const PAGES = 5;

/** Viewers who have seen nothing of a page that the app has not seen either: once it may read the page, once not. */
export const pageFirst: Bench = {
  about: '50 macros of a page that is seen for the first time, viewer cold',
  async run() {
    const fifty = await startFiftyMacros({ people: 2 * PAGES });
    try {
      return [
        { name: 'GitLab requests, page readable by the app user', value: await mostRequests(fifty, false), most: 3, unit: 'requests' },
        { name: 'GitLab requests, page not readable', value: await mostRequests(fifty, true), most: 10, unit: 'requests' },
      ];
    } finally {
      await fifty.close();
    }
  },
};

/** The most of some pages, each with a viewer of its own. */
async function mostRequests(fifty: FiftyMacros, restricted: boolean): Promise<number> {
  const requests: number[] = [];
  for (const [index, viewer] of (await fifty.product.linked(PAGES)).entries()) {
    const page = fifty.addPage({ id: `${restricted ? 2 : 1}${index}`, restricted });
    requests.push((await fifty.visit(viewer, page)).requests);
  }
  return Math.max(...requests);
}
