import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launch, type Browser } from 'puppeteer-core';

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
 * Answers the milliseconds from the page's own beginning to the last of them, both by the browser's trace: frames that are just
 * moving to a process of their own answer no questions.
 */
export async function timeToLastPaint(browser: Browser, address: string, origin: string, count: number): Promise<number> {
  let seen = 0;
  for (let settleMs = SETTLE_MS; settleMs <= PATIENCE_MS; settleMs *= 2) {
    const events = await trace(browser, address, settleMs);
    const started = events.filter(({ name }) => name === 'navigationStart');
    const navigations = new Set(started.filter((event) => urlOf(event).startsWith(origin)).map(navigationOf));
    const page = started.find((event) => urlOf(event) === address);
    const paints = events.filter((event) => event.name === 'firstContentfulPaint' && navigations.has(navigationOf(event)));
    seen = new Set(paints.map(navigationOf)).size;
    if (page && seen >= count) return (Math.max(...paints.map(({ ts }) => ts)) - page.ts) / 1_000;
  }
  throw new Error(`${seen} frames have told of a paint instead of ${count}.`);
}

/** What the browser noted while it opened an address, until `settleMs` after its load event. */
async function trace(browser: Browser, address: string, settleMs: number): Promise<readonly TraceEvent[]> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.tracing.start({ categories: ['loading', 'blink.user_timing'] });
    await page.goto(address, { waitUntil: 'load', timeout: PATIENCE_MS });
    await pause(settleMs);
    const text = Buffer.from((await page.tracing.stop()) ?? []).toString('utf8');
    return (JSON.parse(text) as { traceEvents: readonly TraceEvent[] }).traceEvents;
  } finally {
    await context.close();
  }
}

/** https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU */
interface TraceEvent {
  readonly name: string;
  /** Microseconds. */
  readonly ts: number;
  readonly args?: { readonly data?: { readonly documentLoaderURL?: string; readonly navigationId?: string } };
}

const urlOf = ({ args }: TraceEvent): string => args?.data?.documentLoaderURL ?? '';
const navigationOf = ({ args }: TraceEvent): string | undefined => args?.data?.navigationId;
