import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { launch, type Browser, type Frame, type Page } from 'puppeteer-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/**
 * A suite that runs in headless Chromium; `open` gives a page in a browser context of its own, with its own cookies and storage.
 * Skipped by name where there is no Chromium, and failing there when REQUIRE_SUITES is set.
 */
export function describeInChromium(name: string, body: (open: () => Promise<Page>) => void): void {
  const executable = findChromium();
  const required = process.env.REQUIRE_SUITES !== undefined;
  const suite = executable !== undefined || required ? describe : describe.skip;
  // What takes 2 s by itself takes 15 on a machine that has much else to do.
  jest.setTimeout(60_000);
  // What the driver alone has lost comes the next time; what fails three times is broken.
  jest.retryTimes(2, { logErrorsBeforeRetry: true, retryImmediately: true });
  suite(`${name} (in Chromium)`, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      if (executable === undefined) throw new Error('Chromium is required here and was not found in PATH.');
      browser = await launchChromium(executable);
    }, 60_000);
    afterAll(async () => browser?.close());
    body(async () => {
      if (!browser) throw new Error('The browser is not running.');
      const context = await browser.createBrowserContext();
      return context.newPage();
    });
  });
}

/**
 * A browser with the storage rules that people have: third-party cookies are off and a frame's storage is partitioned by the page
 * around it. Automation tools switch that off by default, as they do the blocking of popups that nobody clicked for. Sites share a
 * process, which no page can see: while a frame moves to one of its own, the driver loses what it asks of it.
 */
export function launchChromium(executablePath: string): Promise<Browser> {
  return launch({
    executablePath,
    ignoreDefaultArgs: ['--disable-popup-blocking'],
    args: [
      '--test-third-party-cookie-phaseout',
      '--disable-site-isolation-trials',
      '--disable-features=IsolateOrigins,site-per-process,IsolateSandboxedIframes',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    defaultViewport: { width: 1280, height: 900 },
  });
}

export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...MAC];
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The frames of a page whose address holds `path`, in the page's order, once there are `count` of them. */
export async function framesAt(page: Page, path: string, count = 1): Promise<Frame[]> {
  const selector = `iframe[src*="${path}"]`;
  await page.waitForFunction((wanted, least) => document.querySelectorAll(wanted).length >= least, {}, selector, count);
  const handles = await page.$$(selector);
  const frames = await Promise.all(handles.map((handle) => handle.contentFrame()));
  const there = frames.filter((frame) => frame !== null);
  // Until its document has come a frame may still change its process, and what is asked of it then is never answered.
  while (there.some((frame) => !frame.url().includes(path))) await new Promise((resolve) => setTimeout(resolve, 20));
  return there;
}
