import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launch, type Browser, type Frame } from 'puppeteer-core';

const PATIENCE_MS = 60_000;
const SETTLE_MS = 3_000;
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A headless Chromium from PATH, its window high enough to show fifty cards: what is out of sight a browser doesn't paint. */
export function startChromium(): Promise<Browser> {
  const executablePath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
  if (executablePath === undefined) throw new Error('There is no Chromium in PATH.');
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return launch({ executablePath, args, defaultViewport: { width: 1280, height: 16_000 } });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Opens an address in a browser context of its own and waits until `count` frames below `origin` have painted their content.
 * Answers the milliseconds from the page's own beginning to the last of them.
 */
export async function timeToLastPaint(browser: Browser, address: string, origin: string, count: number): Promise<number> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.goto(address, { waitUntil: 'load', timeout: PATIENCE_MS });
    const paints = new Map<string, number>();
    for (const end = performance.now() + PATIENCE_MS; paints.size < count; ) {
      if (performance.now() > end) throw new Error(`${paints.size} frames have told of a paint instead of ${count}.`);
      await pause(SETTLE_MS);
      for (const frame of page.frames().filter((one) => one.url().startsWith(origin) && !paints.has(one.url()))) {
        const at = await firstPaint(frame);
        if (at !== undefined) paints.set(frame.url(), at);
      }
    }
    return Math.max(...paints.values()) - (await page.evaluate(() => performance.timeOrigin));
  } finally {
    await context.close();
  }
}

/** When it painted its content first, epoch milliseconds. While a frame moves to a process of its own it answers nothing: it is asked again. */
async function firstPaint(frame: Frame): Promise<number | undefined> {
  const asked = frame.evaluate(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return paint && performance.timeOrigin + paint.startTime;
  });
  return Promise.race([asked.catch(() => undefined), pause(1_000, undefined)]);
}
