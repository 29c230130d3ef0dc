/** Why it failed, in a line; a failed connection to several addresses of one name comes without a message of its own. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'for an unknown reason';
  const code = 'code' in error ? String(error.code) : undefined;
  return error.message || code || (error.cause === undefined ? error.name : reasonOf(error.cause));
}
