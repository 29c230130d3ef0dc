import type { z } from 'zod';
import { GitLabError } from '../errors.js';

/** @throws GitLabError `unavailable` that names the first places where the shape differs, and none of the values. */
export function parseShape<T>(schema: z.ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  // The answer may have chosen the names of its fields, and their length.
  const places = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.').slice(0, 100)}: ${message.slice(0, 200)}`);
  throw new GitLabError('unavailable', `GitLab answered in an unknown shape: ${places.join('; ')}`);
}
