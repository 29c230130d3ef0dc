import { describe, expect, test } from '@jest/globals';
import { createGiver, makeNonce, readDone, readTicket, type Message } from '../../public/handover.js';

const APP = 'https://app.example';

function fakeWindow() {
  const posted: { message: unknown; targetOrigin: string }[] = [];
  return { posted, postMessage: (message: unknown, targetOrigin: string) => void posted.push({ message, targetOrigin }) };
}

describe('the frame, handing over its ticket', () => {
  const ready = { t: 'ready', n: 'nonce-1' };

  test('answers the popup that it opened, at our own origin', async () => {
    const popup = fakeWindow();
    const giver = createGiver(APP, popup, Promise.resolve('the-ticket'));
    expect(await giver.hear({ origin: APP, source: popup, data: ready })).toBe(true);
    expect(popup.posted).toEqual([{ message: { t: 'ticket', n: 'nonce-1', ticket: 'the-ticket' }, targetOrigin: APP }]);
  });

  test('answers once [L9a]', async () => {
    const popup = fakeWindow();
    const giver = createGiver(APP, popup, Promise.resolve('the-ticket'));
    const message = { origin: APP, source: popup, data: ready };
    expect(await Promise.all([giver.hear(message), giver.hear(message), giver.hear({ ...message, data: { t: 'ready', n: 'nonce-2' } })])).toEqual([true, false, false]);
    expect(popup.posted).toHaveLength(1);
  });

  test.each<[string, (popup: unknown) => Message]>([
    ['another origin', (popup) => ({ origin: 'https://evil.example', source: popup, data: ready })],
    ['no origin', (popup) => ({ origin: 'null', source: popup, data: ready })],
    ['another window', () => ({ origin: APP, source: fakeWindow(), data: ready })],
    ['no window', () => ({ origin: APP, source: null, data: ready })],
    ['another type', (popup) => ({ origin: APP, source: popup, data: { t: 'done', n: 'nonce-1' } })],
    ['no nonce', (popup) => ({ origin: APP, source: popup, data: { t: 'ready' } })],
    ['a nonce that is no text', (popup) => ({ origin: APP, source: popup, data: { t: 'ready', n: ['nonce-1'] } })],
    ['nothing in it', (popup) => ({ origin: APP, source: popup, data: null })],
    ['text', (popup) => ({ origin: APP, source: popup, data: 'ready' })],
  ])('ignores a message with %s [L9a]', async (_what, message) => {
    const popup = fakeWindow();
    const giver = createGiver(APP, popup, Promise.resolve('the-ticket'));
    expect(await giver.hear(message(popup))).toBe(false);
    expect(popup.posted).toEqual([]);
    expect(await giver.hear({ origin: APP, source: popup, data: ready })).toBe(true);
  });

  test('hears of the end from its popup only', () => {
    const popup = fakeWindow();
    const done = { t: 'done', id: 'flow-1' };
    expect(readDone({ origin: APP, source: popup, data: done }, APP, popup)).toBe('flow-1');
    expect(readDone({ origin: 'https://evil.example', source: popup, data: done }, APP, popup)).toBeUndefined();
    expect(readDone({ origin: APP, source: fakeWindow(), data: done }, APP, popup)).toBeUndefined();
    expect(readDone({ origin: APP, source: popup, data: ready }, APP, popup)).toBeUndefined();
  });
});

describe('the popup, waiting for its ticket', () => {
  const opener = fakeWindow();
  const answer = { t: 'ticket', n: 'nonce-1', ticket: 'the-ticket' };

  test('takes it from its opener, in answer to its own nonce', () => {
    expect(readTicket({ origin: APP, source: opener, data: answer }, APP, opener, 'nonce-1')).toBe('the-ticket');
  });

  test.each<[string, Message]>([
    ['another origin', { origin: 'https://evil.example', source: opener, data: answer }],
    ['another window', { origin: APP, source: fakeWindow(), data: answer }],
    ['another nonce', { origin: APP, source: opener, data: { ...answer, n: 'nonce-2' } }],
    ['no nonce', { origin: APP, source: opener, data: { t: 'ticket', ticket: 'the-ticket' } }],
    ['another type', { origin: APP, source: opener, data: { ...answer, t: 'ready' } }],
  ])('ignores one with %s [L9b]', (_what, message) => {
    expect(readTicket(message, APP, opener, 'nonce-1')).toBeUndefined();
  });

  test('has a nonce of 128 bits', () => {
    expect(makeNonce()).toMatch(/^[0-9a-f]{32}$/);
    expect(makeNonce()).not.toBe(makeNonce());
  });
});
