import type { Cluster, Instance } from './cluster.js';

/** An issue that Alice may see, whom the tests link to Dana, and Bob and everybody else may not. */
export const PRIVATE = 'harbourlight/platform/berths/-/issues/3';
/** One that GitLab shows to anybody. */
export const PUBLIC = 'harbourlight/tideboard/-/issues/18';

export interface FrameAnswer {
  readonly status: number;
  readonly outcome: string | undefined;
  /** In seconds. */
  readonly retryAfter: number | undefined;
  readonly ms: number;
}

/** What a person's frame gets, from one instance or from the balancer. Rejects where the connection breaks. */
export async function askFrame({ confluence, gitlab, url }: Cluster, viewer: string, path = PRIVATE, at: Pick<Instance, 'url'> = { url }): Promise<FrameAnswer> {
  const signed = confluence.signFrameUrl({ viewer, moduleKey: 'gitlab-for-confluence-link', params: { url: `${gitlab.url}/${path}` } });
  const started = performance.now();
  const answer = await fetch(signed.replace(url, at.url), { headers: { accept: 'text/html' }, redirect: 'manual' });
  const html = await answer.text();
  const retryAfter = answer.headers.get('retry-after');
  // Where a skeleton goes out first, the last outcome counts.
  const outcome = [...html.matchAll(/data-outcome="([\w-]+)"/g)].at(-1)?.[1];
  return { status: answer.status, outcome, retryAfter: retryAfter === null ? undefined : Number(retryAfter), ms: performance.now() - started };
}

/** Asks until `isGood`, 100 ms apart. @throws after `milliseconds` */
export async function until<T>(milliseconds: number, ask: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (performance.now() > end) throw new Error(`It did not come to that within ${milliseconds} ms; at last it was ${JSON.stringify(answer)}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
