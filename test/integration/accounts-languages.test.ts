import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { onSqlite } from '../support/databases.js';
import { comeBack, cookieOf, createWorld, goToGitLab, person, reachPending, type World } from './accounts-world.js';

describe('linking in German', () => {
  const on = onSqlite();
  let world: World;
  beforeEach(() => {
    world = createWorld(on.database);
  });
  afterEach(() => world.close());

  test('goes on in the language of the frame that it began in, until GitLab leads back', async () => {
    const popup = await request(world.app).get('/oauth/popup?locale=de_DE').set('accept-language', 'en').expect(200);
    expect(popup.text).toContain('<h1>GitLab verbinden</h1>');
    const remembered = cookieOf(popup);
    expect(remembered).toBe('__Host-gl_locale=de-DE');
    const there = await goToGitLab(world, (await person(world).start()).ticket);
    const back = await comeBack(world, { ...there, cookie: `${there.cookie}; ${remembered}` }).set('accept-language', 'en').expect(200);
    expect(back.text).toContain('<h1>Zurück zu Confluence</h1>');
    expect(back.text).toContain('Dieses Fenster schließen');
  });

  test('is spoken where only the browser tells, of which nothing is remembered', async () => {
    const popup = await request(world.app).get('/oauth/popup').set('accept-language', 'de').expect(200);
    expect(popup.text).toContain('Weiter zu GitLab');
    expect(popup.headers['set-cookie']).toBeUndefined();
    const failed = await request(world.app).get('/oauth/callback').set('accept-language', 'de').expect(400);
    expect(failed.text).toContain('Diese Adresse gehört zu nichts, was hier begonnen wurde.');
  });

  test('asks and refuses in the language that the frame’s script names', async () => {
    const { flowSecret } = await reachPending(world);
    const pending = await person(world).status(flowSecret).query({ locale: 'de_DE' }).expect(200);
    expect((pending.body as { html: string }).html).toContain('Sind beide Konten die eigenen?');
    const refused = await person(world).confirm('another').query({ locale: 'de_DE' }).expect(404);
    expect(refused.body).toMatchObject({ error: { message: 'Einen solchen Versuch gibt es nicht.' } });
    await person(world).decline(flowSecret).expect(200);
  });
});
