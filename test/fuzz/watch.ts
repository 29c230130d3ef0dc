import type fs from 'node:fs';
import { Worker } from 'node:worker_threads';

/** An input that takes so long is a fault, as one that throws is. */
const MOST_SECONDS = 10;
const ROOM = 64 * 1024;

/** Says from a thread of its own, since one that is stuck can't, which input the process is stuck with, and ends it with code 1. */
export interface Watch {
  trying(input: string): void;
  close(): Promise<void>;
}

export function startWatch(): Watch {
  const shared = new SharedArrayBuffer(8 + ROOM);
  const [numbers, text] = [new Int32Array(shared, 0, 2), new Uint8Array(shared, 8)];
  const worker = new Worker(`(${watch.toString()})(require('node:worker_threads').workerData, require('node:fs'))`, { eval: true, workerData: { shared, seconds: MOST_SECONDS } });
  worker.unref();
  return {
    trying(input) {
      const json = Buffer.from(JSON.stringify(input)).subarray(0, ROOM);
      text.set(json);
      Atomics.store(numbers, 1, json.length);
      Atomics.add(numbers, 0, 1);
    },
    close: async () => void (await worker.terminate()),
  };
}

/** Runs in the other thread, and sees nothing but what it is handed. */
function watch({ shared, seconds }: { shared: SharedArrayBuffer; seconds: number }, { writeSync }: Pick<typeof fs, 'writeSync'>): void {
  const [numbers, text] = [new Int32Array(shared, 0, 2), new Uint8Array(shared, 8)];
  let [last, same] = [0, 0];
  setInterval(() => {
    const now = Atomics.load(numbers, 0);
    same = now === last && now > 0 ? same + 1 : 0;
    last = now;
    if (same < seconds) return;
    writeSync(1, `crash: no end within ${seconds} s of ${Buffer.from(text.slice(0, Atomics.load(numbers, 1))).toString('utf8')}\n`);
    process.kill(process.pid, 'SIGKILL');
  }, 1_000);
}
