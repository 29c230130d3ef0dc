import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { findChromium } from './browser.js';

const FOLDER = join(import.meta.dirname, '../browser/looks');
/** Where those that differ are left to be looked at. */
const DIFFERENT = join(import.meta.dirname, '../../data/looks');
const RECORDED_WITH = join(FOLDER, 'recorded-with.json');
/** Those that our pages and the stand-in site may be drawn with. */
const FAMILIES = ['Segoe UI', 'Roboto', 'Noto Sans', 'Ubuntu', 'Helvetica Neue', 'Liberation Sans', 'Liberation Sans:bold', 'Arial', 'sans-serif', 'Liberation Mono', 'monospace'];
/** Of the picture's dots: what the edges of letters may differ by. */
const TOLERANCE = 0.002;

/** What a picture of a page depends on besides the page. */
interface Drawer {
  readonly chromium: string;
  /** A hash of the font files that pages are drawn with. */
  readonly fonts: string;
}

const isRecording = process.env.RECORD_LOOKS !== undefined;

/** Undefined where pictures can be compared with the recorded ones, else why not. */
export function whyNotComparable(): string | undefined {
  if (isRecording) return undefined;
  const here = drawer();
  const recorded = existsSync(RECORDED_WITH) ? (JSON.parse(readFileSync(RECORDED_WITH, 'utf8')) as Drawer) : undefined;
  if (!here || !recorded) return 'nothing to compare by';
  if (here.chromium !== recorded.chromium) return `recorded with Chromium ${recorded.chromium}, here is ${here.chromium}`;
  return here.fonts === recorded.fonts ? undefined : 'recorded with other fonts';
}

/** How many of a thousand dots are too many; undefined where the picture is as recorded. Records it where that is wanted. */
export function compareLook(name: string, picture: Uint8Array): string | undefined {
  const path = join(FOLDER, `${name}.png`);
  if (isRecording) {
    writeFileSync(path, picture);
    writeFileSync(RECORDED_WITH, `${JSON.stringify(drawer(), undefined, 2)}\n`);
    return undefined;
  }
  const [recorded, taken] = [PNG.sync.read(readFileSync(path)), PNG.sync.read(Buffer.from(picture))];
  const { width, height } = recorded;
  if (taken.width !== width || taken.height !== height) return keep(name, picture, `${taken.width}x${taken.height} instead of ${width}x${height}`);
  const different = new PNG({ width, height });
  const dots = pixelmatch(recorded.data, taken.data, different.data, width, height, { threshold: 0.2 });
  if (dots <= width * height * TOLERANCE) return undefined;
  return keep(name, picture, `${((dots / width / height) * 1_000).toFixed(1)} of 1,000 dots differ`, PNG.sync.write(different));
}

function keep(name: string, picture: Uint8Array, why: string, different?: Buffer): string {
  mkdirSync(DIFFERENT, { recursive: true });
  writeFileSync(join(DIFFERENT, `${name}.png`), picture);
  rmSync(join(DIFFERENT, `${name}-different.png`), { force: true });
  if (different) writeFileSync(join(DIFFERENT, `${name}-different.png`), different);
  return `${why}; data/looks/${name}.png is what it looks like now`;
}

function drawer(): Drawer | undefined {
  const executable = findChromium();
  if (executable === undefined) return undefined;
  try {
    const chromium = /(\d+)\./.exec(execFileSync(executable, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[1] ?? '';
    const files = FAMILIES.map((family) => execFileSync('fc-match', ['-f', '%{file}', family], { encoding: 'utf8' }));
    const hash = createHash('sha256');
    for (const file of files) hash.update(readFileSync(file));
    return { chromium, fonts: hash.digest('hex').slice(0, 16) };
  } catch {
    return undefined;
  }
}
