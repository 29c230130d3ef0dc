// Ends with 0 where the app of this container answers within 4 s, and with 1 otherwise; for Docker's HEALTHCHECK.
const { PORT, AC_LOCAL_BASE_URL = 'http://localhost' } = process.env;
const path = new URL(AC_LOCAL_BASE_URL).pathname.replace(/\/+$/, '');
try {
  const { status } = await fetch(`http://127.0.0.1:${PORT || 3000}${path}/healthz`, { redirect: 'manual', signal: AbortSignal.timeout(4_000) });
  process.exit(status === 200 ? 0 : 1);
} catch {
  process.exit(1);
}
