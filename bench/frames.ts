import { minify } from 'terser';
import { timeToLastPaint, startChromium } from './support/chromium.js';
import { createDriver, mustShow } from './support/drive.js';
import { startFiftyMacros, type FiftyMacros } from './support/fifty-macros.js';
import { startPlainFrames, type PlainFrames } from './support/plain-frames.js';
import { interleaved, type Bench } from './support/results.js';

const ROUNDS = 7;
const FRAMES = 50;

/**
 * Card frames in a page of the site, with Atlassian's bridge on both sides, against the same documents without the bridge in a page
 * that knows nothing of it. All that the frames show is warm.
 */
export const frames: Bench = {
  about: `${FRAMES} card frames in Chromium until the last has painted, against ${FRAMES} plain frames of the same bytes`,
  async run() {
    const plain = await startPlainFrames();
    const fifty = await startFiftyMacros({ environment: { AC_HOST_SCRIPT_URL: plain.scriptUrl } });
    const browser = await startChromium();
    try {
      const { pageUrl, kilobytes } = await prepare(fifty, plain);
      const timeReal = () => timeToLastPaint(browser, pageUrl, fifty.product.url, FRAMES);
      const timePlain = () => timeToLastPaint(browser, plain.pageUrl, plain.frameOrigin, FRAMES);
      await timeReal();
      await timePlain();
      const times = await interleaved(ROUNDS, { real: timeReal, plain: timePlain });
      return [
        { name: 'plain frames', value: times.plain, unit: 'ms' },
        { name: `card frames, the bridge ${kilobytes} KB`, value: times.real, unit: 'ms' },
        { name: 'card frames to plain frames', value: times.real / times.plain, most: 1.5, unit: 'x' },
      ];
    } finally {
      await browser.close();
      await fifty.close();
      await plain.close();
    }
  },
};

/** Minifies the bridge as Atlassian's own network serves it, and takes the documents of the frames for the plain ones. */
async function prepare(fifty: FiftyMacros, plain: PlainFrames): Promise<{ pageUrl: string; kilobytes: number }> {
  const { product } = fifty;
  const { code = '' } = await minify(await (await fetch(product.confluence.hostScriptUrl)).text());
  plain.serveScript(code);
  const page = fifty.addPage({ id: '50' });
  const [viewer = ''] = await product.linked(1);
  await fifty.visit(viewer, page);
  const driver = createDriver();
  const answers = await driver.getAll(page.blocks.flatMap((block) => ('macro' in block ? [product.frameUrl(viewer, block.url ?? '', page)] : [])));
  driver.close();
  mustShow(answers);
  plain.serveFrames(answers.map(({ body }) => withoutBridge(body.toString('utf8'), plain.scriptUrl)), product.url);
  return { pageUrl: product.confluence.pageUrl(page.id, viewer), kilobytes: Math.round(code.length / 1024) };
}

/** The same document, and as many bytes, with comments in place of what loads the bridge. */
function withoutBridge(html: string, scriptUrl: string): string {
  const blank = (text: string) => `<!--${'x'.repeat(Math.max(0, text.length - 7))}-->`;
  const plain = html.replace(/<link [^>]*data-options[^>]*>/, blank).replace(/<script[^>]*>(?:(?!<\/script>).)*link\[data-options\].*?<\/script>/s, blank);
  if (plain.includes(scriptUrl) || plain.includes('data-options')) throw new Error('The bridge is still in the document.');
  return plain;
}
