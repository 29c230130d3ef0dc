import type { z } from 'zod';
import { GitLabError } from './errors.js';

/** @throws GitLabError `unavailable` that names the first places where the shape differs, and none of the values. */
export function parseShape<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new GitLabError('unavailable', `GitLab answered in an unknown shape: ${places.join('; ')}`);
}
