import { expect, it } from '@jest/globals';
import express from 'express';
import { h } from 'preact';
import request from 'supertest';
import { notFound } from '../../src/errors.js';
import type { Assets } from '../../src/http/assets.js';
import { answerErrors } from '../../src/http/error-handler.js';
import { createPages } from '../../src/http/pages.js';
import { createWords } from '../../views/words/words.js';
import { testSettings } from '../support/settings.js';
import { languages } from '../support/words.js';

const assets = { url: '/assets/x/' } as Assets;
const site = { baseUrl: 'https://one.atlassian.net/wiki', displayUrl: undefined };
const arabic = createWords({ messages: languages.messages('en'), language: 'ar', locale: 'ar-EG', timeZone: 'Africa/Cairo' });

function createSite() {
  const pages = createPages({ settings: testSettings(), assets, languages: languages.names });
  const main = h('main', {}, 'x');
  const app = express().set('query parser', 'simple');
  app.get('/frame', (req, res) => pages.frame(res, site, { title: 'T', main, words: languages.wordsOf(req), scripts: ['frame.js'] }));
  app.get('/popup', (req, res) => pages.popup(res, { title: 'T', main, words: languages.wordsOf(req), scripts: ['popup.js'] }));
  app.get('/arabic', (_req, res) => pages.frame(res, site, { title: 'T', main, words: arabic, scripts: ['frame.js'] }));
  app.get('/fragment', (req, res) => pages.fragment(res, { title: 'T', outcome: 'shown', main, words: languages.wordsOf(req) }, {}));
  app.get('/elsewhere', (req, res) => pages.fragment(res, { title: 'T', outcome: 'shown', main, words: languages.wordsOf(req) }, { elsewhere: true }));
  app.use((_req, _res, next) => next(notFound()));
  return app.use(answerErrors(assets, '', languages));
}
const app = createSite();
const sentencesIn = (html: string) => JSON.parse(/data-sentences[^>]*>(.*?)<\/script>/.exec(html)?.[1] ?? '{}') as Record<string, string>;
const speechIn = (html: string) => /^<script type="application\/json" data-speech>(.*?)<\/script><main>/.exec(html)?.[1];

it.each(['/frame', '/popup'])('a document at %s says its language and how it writes, and brings the sentences of its script', async (path) => {
  for (const [query, opening] of [
    ['?locale=de_AT&zone=Europe%2FVienna', '<html lang="de" dir="ltr" data-locale="de-AT" data-zone="Europe/Vienna" data-languages="de en"'],
    ['?locale=en_US&zone=America%2FNew_York', '<html lang="en" dir="ltr" data-locale="en-US" data-zone="America/New_York" data-languages="de en"'],
    ['?locale=de_DE', '<html lang="de" dir="ltr" data-locale="de-DE" data-zone="UTC" data-languages="de en"'],
  ]) {
    const { text } = await request(app).get(path + query).expect(200);
    expect(text).toContain(opening);
    const area = path === '/frame' ? 'frame' : 'popup';
    expect(sentencesIn(text)).toEqual(languages.messages(text.includes('lang="de"') ? 'de' : 'en')[area]);
  }
});

it('a document is laid out from right to left in a language that is written so', async () => {
  expect((await request(app).get('/arabic').expect(200)).text).toContain('<html lang="ar" dir="rtl" data-locale="ar-EG"');
});

it('content comes with what a script needs to change its language, where that is another than the content’s', async () => {
  const german = '?locale=de_DE&zone=Europe%2FBerlin';
  const { text } = await request(app).get(`/fragment${german}&sentences=en`).expect(200);
  expect(JSON.parse(speechIn(text) ?? '')).toEqual({ language: 'de', direction: 'ltr', locale: 'de-DE', timeZone: 'Europe/Berlin', sentences: languages.messages('de').frame });
  for (const query of [`${german}&sentences=de`, german]) expect((await request(app).get(`/fragment${query}`)).text).toBe('<main>x</main>');
  const carried = await request(app).get(`/elsewhere${german}&sentences=en`).expect(200);
  expect((carried.body as { html: string }).html).toBe(text);
});

it('errors are told in the language of whoever asks, on pages and to scripts', async () => {
  const page = await request(app).get('/nowhere').set('accept', 'text/html').set('accept-language', 'de').expect(404);
  expect(page.text).toContain('<html lang="de" dir="ltr"');
  expect(page.text).toContain('Unter dieser Adresse gibt es nichts.');
  expect(page.text).toMatch(/Referenz: <code>[\w-]+<\/code>/);
  const said = async (query: string) => ((await request(app).get(`/nowhere${query}`).set('accept-language', 'en').expect(404)).body as { error: { message: string } }).error.message;
  expect(await said('?locale=de_DE')).toBe('Unter dieser Adresse gibt es nichts.');
  expect(await said('')).toBe('There is nothing at this address.');
});
