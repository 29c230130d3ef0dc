import { expect, test } from '@jest/globals';
import { listen } from '../../demo/listen.js';
import { findLoopbackHosts } from '../../demo/loopback-hosts.js';

test('there are three loopback hosts that a browser takes for three sites', async () => {
  const hosts = Object.values(await findLoopbackHosts());
  const servers = await Promise.all(hosts.map((host) => listen((_req, res) => void res.end('here'), 0, host)));
  expect(new Set(servers.map(({ origin }) => new URL(origin).hostname)).size).toBe(3);
  for (const { origin } of servers) expect(await (await fetch(origin)).text()).toBe('here');
  await Promise.all(servers.map(({ close }) => close()));
});
