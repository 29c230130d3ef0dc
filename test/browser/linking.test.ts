import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeInChromium } from '../support/browser.js';
import { until } from '../support/until.js';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';
import { link, outcomeOf, pageOf, press, pressConnect, read, signInAtGitLab, textOf, waitForOutcome } from './people.js';

const ISSUE = 'harbourlight/platform/berths/-/issues/3';

describeInChromium('linking an account', (open) => {
  let app: WholeApp;

  beforeAll(async () => {
    app = await startWholeApp();
    app.confluence.pages.set('p1', pageOf(app.gitlab.url, ISSUE));
  });
  afterAll(() => app.close());

  it('goes from Connect GitLab by popup and Confirm to the content, which stays', async () => {
    const page = await open();
    const [frame] = await read(app, page, 'dana', 1);
    expect(await outcomeOf(frame!)).toBe('connect');
    const popup = await pressConnect(page, frame!);
    await signInAtGitLab(popup, 'alice');
    await frame!.waitForSelector('button[data-action="confirm"]', { visible: true });
    const asked = await textOf(frame!);
    expect(asked).toContain('@alice');
    expect(asked).toContain('Dana Developer');
    await press(frame!, 'confirm');
    await waitForOutcome(frame!, 'shown');
    await page.reload();
    const [again] = await read(app, page, 'dana', 1);
    expect(await outcomeOf(again!)).toBe('shown');
  });

  it('stores nothing when the person says Not me, and revokes what came [L17a]', async () => {
    const page = await open();
    const [frame] = await read(app, page, 'uma', 1);
    const popup = await pressConnect(page, frame!);
    await signInAtGitLab(popup, 'mira');
    const revoked = () => app.gitlab.calls.filter((call) => call.path.endsWith('/oauth/revoke')).length;
    const before = revoked();
    await press(frame!, 'decline');
    await frame!.waitForSelector('button[data-action="connect"]', { visible: true });
    await until(() => revoked() > before);
    await page.reload();
    const [again] = await read(app, page, 'uma', 1);
    expect(await outcomeOf(again!)).toBe('connect');
  });

  it('says so in the frame when the person denies at GitLab', async () => {
    const page = await open();
    const [frame] = await read(app, page, 'uma', 1);
    const popup = await pressConnect(page, frame!);
    await signInAtGitLab(popup, 'bob', 'deny');
    await frame!.waitForSelector('.link-failed', { visible: true });
    expect(await outcomeOf(frame!)).toBe('connect');
  });

  it('completes without a code when GitLab cuts the opener off [L10a]', async () => {
    app.gitlab.switches.coop = true;
    app.gitlab.switches.coopOn302 = true;
    try {
      const page = await open();
      const [frame] = await read(app, page, 'ada', 1);
      await link(page, frame!, 'carol');
      expect(await outcomeOf(frame!)).toBe('shown');
    } finally {
      app.gitlab.switches.coop = false;
      app.gitlab.switches.coopOn302 = false;
    }
  });
});
