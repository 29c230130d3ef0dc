import { describe, expect, it, jest } from '@jest/globals';
import { linesOfLog } from '../../src/macros/cards/log.js';

// How long something takes is seen on a machine that does other things too: what is slow is so each time.
jest.retryTimes(2, { logErrorsBeforeRetry: true, retryImmediately: true });

const textOf = (html: string) => linesOfLog(html).map((line) => line.map(({ text }) => text).join(''));

describe('the end of a log', () => {
  it('is its text, line by line', () => {
    expect(textOf('<span>one</span><br/><span class="term-bold">two &lt;3&gt; &amp; more<br/>three</span><span><br/></span>')).toEqual(['one', 'two <3> & more', 'three']);
  });

  it('keeps colours as kinds of token, within each other too', () => {
    expect(linesOfLog('<span class="term-fg-l-green term-bold">$ npm <span class="term-fg-red">test</span></span> plain')).toEqual([
      [{ text: '$ npm ', kind: 'inserted' }, { text: 'test', kind: 'deleted' }, { text: ' plain' }],
    ]);
  });

  it('has no markers of sections, no escape sequences, and no control characters', () => {
    const marked = '<div class="section-start" data-section="a" role="button"></div><span>section_start:1780000000:prepare[collapsed=true]\r\u001b[0KPreparing</span><span>\u001b[31;1mred\u001b[0;m\u0007</span>';
    expect(textOf(marked)).toEqual(['Preparingred']);
  });

  it('never becomes more than text, whatever tags are in it', () => {
    expect(textOf('<script>alert(1)</script><img src=x onerror=alert(2)><a href="javascript:alert(3)">click</a><style>*{}</style>')).toEqual(['alert(1)click*{}']);
  });

  it('is nothing where there is nothing to read', () => {
    expect(linesOfLog('')).toEqual([]);
    expect(linesOfLog('<span>  </span><br/><br/>')).toEqual([]);
  });

  it('is a hundred lines of two thousand characters at most', () => {
    expect(linesOfLog('<span>x</span><br/>'.repeat(500))).toHaveLength(100);
    expect(textOf(`<span>${'x'.repeat(5_000)}</span>`)[0]).toHaveLength(2_000);
  });

  it.each(['<', '&', '[', '\u001b', '\u001b[', 'section_start:1:', '<span>', '<b ', '\n', '"'])('is read at once when it is full of %j [T18b]', (piece) => {
    const began = performance.now();
    linesOfLog(piece.repeat(Math.ceil(102_400 / piece.length)));
    expect(performance.now() - began).toBeLessThan(300);
  });
});
