import { readList } from './list-pages.js';
import { shownId, type Page, type Target } from './page.js';

/** `pipelines`, `pipelines/5/builds`, `pipelines/latest?ref=main`, `pipelines/feature/x/latest` */
export function readPipelines(page: Page): Target | undefined {
  const { fullPath, inside, query } = page;
  if (inside.length === 0) return readList('pipelines', page);
  if (inside.at(-1) === 'latest') {
    const ref = inside.length > 1 ? inside.slice(0, -1).join('/') : query.get('ref');
    return { kind: 'latest-pipeline', fullPath, ...(ref ? { ref } : {}) };
  }
  const id = shownId(page);
  return id === undefined ? undefined : { kind: 'pipeline', fullPath, id };
}

/** `jobs/5#L12`, `jobs/5/raw`, `jobs/5/artifacts/browse`; `builds/5` in old addresses. */
export function readJob(page: Page): Target | undefined {
  const id = shownId(page);
  return id === undefined ? undefined : { kind: 'job', fullPath: page.fullPath, id };
}

export function readEnvironment(page: Page): Target | undefined {
  const id = shownId(page);
  return id === undefined ? undefined : { kind: 'environment', fullPath: page.fullPath, id };
}
