import type { Response } from 'express';

/** Puts the last pieces of an answer's middle in place, and ends it. Once it is ended, or nobody waits for it, nothing happens. */
export type Finish = (middle: readonly Buffer[]) => void;

const begun = new WeakMap<Response, Finish>();

/** Each that has begun holds what compresses it until it ends. */
const MOST_BEGUN = 200;
let underWay = 0;

/** Whether another answer may begin before its content is there. */
export function hasRoomToBegin(): boolean {
  return underWay < MOST_BEGUN;
}

/** Sends the first pieces of an HTML answer at once, past everything that holds text back; `end` follows what `Finish` is given. */
export function beginAnswer(res: Response, first: readonly Buffer[], end: Buffer): Finish {
  const finish: Finish = (middle) => {
    if (!res.writableEnded && !res.destroyed) res.end(Buffer.concat([...middle, end]));
  };
  begun.set(res, finish);
  underWay += 1;
  res.once('close', () => {
    underWay -= 1;
  });
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  // https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
  res.setHeader('X-Accel-Buffering', 'no');
  res.write(Buffer.concat(first));
  const { flush } = res as Partial<Pick<Response, 'flush'>>;
  // There where the answer is compressed.
  flush?.call(res);
  return finish;
}

/** How to end an answer that has begun with a page; undefined for every other. */
export function begunAnswer(res: Response): Finish | undefined {
  return begun.get(res);
}
