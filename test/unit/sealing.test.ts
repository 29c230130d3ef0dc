import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { createSealer, SealError, type Place } from '../../src/storage/sealing.js';

const key = (id: string, byte: number) => ({ id, key: Buffer.alloc(32, byte) });
const sealer = createSealer([key('new', 1), key('old', 2)]);
const place: Place = { tenant: 'tenant-a', account: 'acc', instance: 'default', field: 'token' };

describe('a sealed text', () => {
  it.each(['', 'a', 'naïve — ünïcödé 🦊', 'x'.repeat(10_000)])('opens in its place to what it was (%#)', (text) => {
    expect(sealer.open(sealer.seal(text, place), place)).toBe(text);
  });

  it('names its key and shows nothing of the text', () => {
    const sealed = sealer.seal('glpat-secret', place);
    expect(sealed).toMatch(/^v1\.new\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('secret');
  });

  it('differs each time', () => {
    const sealed = new Set(Array.from({ length: 200 }, () => sealer.seal('same', place)));
    expect(sealed.size).toBe(200);
  });

  it.each<[string, Place]>([
    ['another tenant', { ...place, tenant: 'tenant-b' }],
    ['another account', { ...place, account: 'other' }],
    ['another instance', { ...place, instance: 'other' }],
    ['another field', { ...place, field: 'other' }],
    ['no account', { tenant: 'tenant-a', instance: 'default', field: 'token' }],
    ['an empty account', { ...place, account: '' }],
    ['parts shifted into each other', { tenant: 'tenant-a","acc', instance: 'default', field: 'token' }],
  ])('does not open for %s [T22b]', (_name, other) => {
    expect(() => sealer.open(sealer.seal('secret', place), other)).toThrow(SealError);
  });

  it('does not open with any one of its bits turned [T22b]', () => {
    const [version, id, payload] = sealer.seal('secret', place).split('.');
    const bytes = Buffer.from(payload ?? '', 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const turned = Buffer.from(bytes);
      turned.writeUInt8(turned.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => sealer.open(`${version}.${id}.${turned.toString('base64url')}`, place)).toThrow(SealError);
    }
  });

  it('does not open under the name of another key that is held', () => {
    const sealed = sealer.seal('secret', place);
    expect(() => sealer.open(sealed.replace('.new.', '.old.'), place)).toThrow(SealError);
  });

  it.each(['', 'plain text', 'v1.new.', 'v1.new.AAAA', 'v2.new.AAAA', 'v1.new.AAAA.AAAA', 'v1.new.!!!'])('is not %j', (text) => {
    expect(() => sealer.open(text, place)).toThrow(SealError);
  });

  it('that does not open is told about without its content', () => {
    const sealed = sealer.seal('secret', place);
    const stranger = createSealer([key('other', 9)]);
    expect(() => stranger.open(sealed, place)).toThrow('sealed with the key "new", which ENCRYPTION_KEYS does not hold');
  });
});

describe('the keys', () => {
  it('turn with the list: old texts open and are stale, new texts use the first', () => {
    const before = createSealer([key('old', 2)]);
    const sealed = before.seal('secret', place);
    expect(sealer.open(sealed, place)).toBe('secret');
    expect(sealed.startsWith(sealer.freshPrefix)).toBe(false);
    expect(sealer.seal('secret', place).startsWith(sealer.freshPrefix)).toBe(true);
  });

  it('tell an id from one that begins alike', () => {
    const other = createSealer([key('new2', 3), key('new', 1)]);
    expect(other.seal('x', place).startsWith(createSealer([key('new', 1)]).freshPrefix)).toBe(false);
  });

  it('sign for one purpose, each key with a key of its own, the first first', () => {
    const signature = (index: number, purpose: string) => {
      const signing = sealer.signingKeys(purpose)[index];
      return signing && createHmac('sha256', signing).update('x').digest('hex');
    };
    const all = [signature(0, 'ticket'), signature(1, 'ticket'), signature(0, 'state'), signature(1, 'state')];
    expect(new Set(all).size).toBe(4);
    expect(createHmac('sha256', createSealer([key('old', 2)]).signingKeys('ticket')[0]).update('x').digest('hex')).toBe(all[1]);
    expect(sealer.signingKeys('ticket')).toHaveLength(2);
  });
});
