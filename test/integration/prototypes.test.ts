import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { startWholeApp, type WholeApp } from '../support/whole-app.js';

const BODIES = ['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}', '{"instance":{"__proto__":{"polluted":true}},"__proto__":{"isAdmin":true}}'];
const QUERY = '__proto__[polluted]=true&__proto__.polluted=true&constructor[prototype][polluted]=true';
const ROUTES = ['/connect/installed', '/connect/uninstalled', '/forge/lifecycle', '/api/home/erase', '/api/configure/policies/save', '/api/configure/instances/add', '/api/editor/meanings', '/api/link/start', '/api/link/confirm', '/api/link/decline', '/api/link/disconnect', '/oauth/start'];

describe('every route that reads a body', () => {
  let app: WholeApp;
  beforeAll(async () => {
    app = await startWholeApp();
  });
  afterAll(() => app.close());

  test.each(ROUTES)('%s takes what would change every object as any other body', async (path) => {
    for (const body of BODIES) {
      for (const viewer of ['dana', 'ada']) {
        const headers = { authorization: `JWT ${app.confluence.contextToken(viewer)}`, 'content-type': 'application/json', origin: new URL(app.url).origin, 'sec-fetch-site': 'same-origin' };
        const { status, text } = await request(app.url).post(`${path}?${QUERY}`).set(headers).send(body);
        expect(status).toBeLessThan(500);
        expect(text).not.toContain('polluted');
      }
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });
});
