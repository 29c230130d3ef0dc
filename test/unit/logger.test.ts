import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/logger.js';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(chunk.toString()), done()) });
  write(createLogger('debug', sink));
  return lines.join('');
}

describe('the log', () => {
  it('strikes out whatever is shaped like a token, wherever it stands [T21b]', () => {
    const jwt = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from('{"iss":"x"}').toString('base64url')}.c2ln`;
    const text = logged((logger) => {
      logger.info({ url: `/macros/link?jwt=${jwt}&x=1` }, `Authorization: JWT ${jwt}`);
      logger.error({ err: new Error('refused Bearer abcdef123456 for glpat-abcdefghijk', { cause: new Error('code=4f5e6d7c8b9a&state=zzz') }) });
    });
    for (const secret of [jwt, 'abcdef123456', 'glpat-abcdefghijk', '4f5e6d7c8b9a', 'zzz']) expect(text).not.toContain(secret);
    expect(text.trim().split('\n').map((line) => JSON.parse(line).level)).toEqual(['info', 'error']);
  });

  it('keeps one line an event whatever is in it [T21b]', () => {
    expect(logged((logger) => logger.info({ iss: 'a\n{"level":"fatal"}' }, 'x\ny')).trim().split('\n')).toHaveLength(1);
  });

  it('writes of an error no more than name, message, code, stack and cause [T21b]', () => {
    const error = Object.assign(new Error('no'), { code: 'ECONN', sql: 'SELECT canary', config: { password: 'canary' } });
    expect(logged((logger) => logger.error({ err: error }))).not.toContain('canary');
  });
});

describe('a hostile word in the log', () => {
  it('takes no more time than any other of its length [T18b]', () => {
    const text = logged((logger) => logger.warn({ field: 'eyJ'.repeat(1_000_000) }, 'long'));
    expect(text.length).toBeGreaterThan(3_000_000);
  });
});
