import { createServer } from 'node:net';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger } from '../src/logger.js';
import { ROOT } from '../src/root.js';
import { serve } from '../src/server.js';
import { loadSettings } from '../src/settings.js';
import { connectSide, forgeSide } from './confluence-sides.js';
import { demoPages } from './confluence/demo-pages.js';
import { findLoopbackHosts } from './loopback-hosts.js';
import { startGitLab } from './gitlab/server.js';

const PREFERRED = { app: 3000, confluence: 7700, gitlab: 7800 };

/**
 * The whole product on one machine: the real server between a stand-in Confluence and a stand-in GitLab, on three hosts that a
 * browser takes for three sites. With `--forge` the site has it as a Forge app instead of by its descriptor. Its database starts
 * empty each time, since the stand-ins forget everything when they stop.
 */
async function main(): Promise<void> {
  const unknown = process.argv.slice(2).find((argument) => argument !== '--forge');
  if (unknown !== undefined) throw new Error(`"${unknown}" is no option of the demo, which takes --forge or nothing.`);

  const hosts = await findLoopbackHosts();
  const gitlab = await startGitLab({ host: hosts.gitlab, port: await freePort(PREFERRED.gitlab, hosts.gitlab) });
  const ground = { hosts, port: await freePort(PREFERRED.confluence, hosts.confluence), pages: demoPages(gitlab.url), root: ROOT };
  // Another demo that is running has another port.
  const folder = join(ROOT, 'data/demo', String(ground.port));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const confluence = await (process.argv.includes('--forge') ? forgeSide(ground) : connectSide(ground));
  const wanted = process.env.PORT ?? String(PREFERRED.app);
  // A port that is none is left for the settings to complain of.
  const port = /^\d{1,5}$/.test(wanted) ? await freePort(Number(wanted), hosts.app) : wanted;
  const url = `http://${hosts.app}:${port}`;
  const application = { clientId: 'gitlab-for-confluence-demo', clientSecret: 'only-known-to-the-stand-in' };
  gitlab.addApplication({ ...application, redirectUris: [`${url}/oauth/callback`], scopes: ['read_api'] });

  const settings = loadSettings(
    {
      NODE_ENV: 'development',
      PORT: String(port),
      AC_LOCAL_BASE_URL: url,
      AC_HOST_WHITELIST: hosts.confluence,
      ...confluence.environment,
      DATABASE_URL: 'sqlite:demo.sqlite',
      GITLAB_URL: gitlab.url,
      GITLAB_PRIVATE_HOSTS: new URL(gitlab.url).host,
      GITLAB_CLIENT_ID: application.clientId,
      GITLAB_CLIENT_SECRET: application.clientSecret,
      UNLINKED_CONTENT: 'public',
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
    },
    folder,
  );
  const running = await serve(settings, createLogger(settings.logLevel));
  await confluence.install(url);

  if (ground.port !== PREFERRED.confluence) console.log(`Port ${PREFERRED.confluence} is taken, perhaps by another demo.`);
  console.log(`\nOpen ${confluence.pageUrl}\n\nCtrl+C ends the demo.`);
  // Ctrl+C under npm arrives twice, from the terminal and from npm.
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= Promise.all([running.stop(), confluence.close(), gitlab.close()]).then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
}

async function freePort(preferred: number, host: string): Promise<number> {
  return (await tryPort(preferred, host)) ?? (await tryPort(0, host)) ?? preferred;
}

/** The port, or the free one that 0 stands for; undefined where it can't be had. */
function tryPort(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : 'The demo could not start.');
  process.exit(1);
});
