import { describe, expect, it } from '@jest/globals';
import { renderBlock } from '../../src/macros/drawing/block.js';
import { renderInline } from '../../src/macros/drawing/inline.js';
import type { MacroResult, Subject } from '../../src/macros/outcome.js';
import { Home } from '../../views/home/home.js';
import { file, instance, issue, mergeRequest, project } from '../support/things.js';
import { english, inEnglish } from '../support/words.js';

const now = Date.parse('2026-11-23T12:00:00Z');
const setting = { instances: [instance], words: english, fragment: '/api/macros/link?url=x', now };
const subject: Subject = { reference: { kind: 'issue', instance: 'default', fullPath: 'acme/orbit', iid: 12 }, instance };

const shown = { outcome: 'shown', subject, thing: issue(), takenAt: now, seenAs: 'ann', addresses: {}, drawings: undefined } as const;
const results: Record<MacroResult['outcome'], MacroResult> = {
  shown,
  connect: { outcome: 'connect', subject, mode: 'connect' },
  reconnect: { outcome: 'reconnect', subject },
  'no-access': { outcome: 'no-access', subject, seenAs: 'ann' },
  unsupported: { outcome: 'unsupported', text: 'https://gitlab.example.com/acme/orbit/-/boards/3' },
  unavailable: { outcome: 'unavailable', subject, reason: 'slow', retryAt: now + 30_000, lastCopy: undefined },
};

const block = (result: MacroResult) => inEnglish(renderBlock(result, setting));
const inline = (result: MacroResult) => inEnglish(renderInline(result, setting));
const bothLooks = (result: MacroResult) => [block(result), inline(result)];

/** Names of the buttons in a piece of HTML, without what stands around them. */
function buttonsOf(html: string): string[] {
  return [...html.matchAll(/<button[^>]*>(.*?)<\/button>/gs)].map(([, inside = '']) => inside.replace(/<[^>]*>/g, '').trim());
}

describe('every outcome', () => {
  it.each(Object.values(results))('says so on its root element: $outcome', (result) => {
    for (const html of bothLooks(result)) {
      expect(html).toMatch(new RegExp(`^<main class="(block|inline)" data-outcome="${result.outcome}" data-fragment="/api/macros/link\\?url=x"`));
      expect(html.match(/<main/g)).toHaveLength(1);
    }
  });

  it('offers the one action that helps', () => {
    for (const html of bothLooks(results.connect)) expect(buttonsOf(html)).toEqual(['Connect GitLab']);
    for (const html of bothLooks(results.reconnect)) expect(buttonsOf(html)).toEqual(['Reconnect GitLab']);
    for (const html of bothLooks(results['no-access'])) {
      expect(html).toContain('href="https://gitlab.example.com/acme/orbit/-/issues/12"');
    }
    expect(bothLooks(results['no-access']).map(buttonsOf)).toEqual([['Disconnect'], []]);
    for (const html of bothLooks(results.unavailable)) {
      expect(html).toContain('data-action="retry"');
      expect(html).toContain('data-retry-after="30"');
    }
  });

  it('has a sentence for whoever can help, which holds nothing but what the macro’s own address tells', () => {
    const asked = block(results['no-access']);
    expect(asked).toMatch(/<summary>Ask for access<\/summary>.*Could you give @ann on gitlab.example.com access to acme\/orbit#12\? It is shown in Confluence: https:\/\/gitlab.example.com\/acme\/orbit\/-\/issues\/12/s);
    const wrong = { outcome: 'unsupported', text: 'https://gitlab.example.com/acme/orbit', problem: 'lines' } as const;
    const told = inEnglish(renderBlock(wrong, { ...setting, page: 'https://one.atlassian.net/wiki/pages/viewpage.action?pageId=7' }));
    expect(told).toMatch(/<summary>Tell the page’s author<\/summary>.*The page https:\/\/one.atlassian.net\/wiki\/pages\/viewpage.action\?pageId=7 holds a GitLab macro with the link https:\/\/gitlab.example.com\/acme\/orbit that can’t be shown: The lines of this macro are no range of lines/s);
    expect(block(results.unsupported)).not.toContain('<summary>');
  });

  it('says in a chip, where somebody points at it, what is wrong and what helps', () => {
    expect(inline(results['no-access'])).toMatch(/title="Your account can’t see this, or it is no longer there\. Send this to somebody who may let you in[^"]*access to acme\/orbit#12\?/);
    expect(inline(results.unsupported)).toMatch(/title="This macro shows what a link to [^"]* points to/);
    expect(inline({ outcome: 'unsupported', text: 'https://gitlab.example.com/acme/orbit', problem: 'lines' })).toContain('title="The lines of this macro are no range of lines');
  });

  it('tells when it will be tried again, with a moment that the reader’s own clock can name', () => {
    expect(block(results.unavailable)).toContain('<time datetime="2026-11-23T12:00:30.000Z" data-clock>in 30 seconds</time>');
    expect(inline(results.unavailable)).toContain('It will be tried again in 30 seconds. Try again now');
  });

  it('invites an anonymous reader to sign in, and nobody where linking is not set up', () => {
    for (const html of bothLooks({ outcome: 'connect', subject, mode: 'anonymous' })) {
      expect(html).toContain('Sign in to Confluence');
      expect(buttonsOf(html)).toEqual([]);
    }
    for (const html of bothLooks({ outcome: 'connect', subject, mode: 'not-set-up' })) expect(buttonsOf(html)).toEqual([]);
  });

  it('that is no address is plain text, and one is a plain link', () => {
    for (const html of bothLooks({ outcome: 'unsupported', text: 'javascript:alert(1)//<b>' })) {
      expect(html).not.toContain('<a ');
      expect(html).toContain('javascript:alert(1)//&lt;b>');
    }
    for (const html of bothLooks(results.unsupported)) expect(html).toContain('<a href="https://gitlab.example.com/acme/orbit/-/boards/3"');
    expect(block({ outcome: 'unsupported', text: '' })).toContain('No link');
  });

  it('of an unavailable GitLab shows the last copy with its age', () => {
    const lastCopy = { thing: issue(), takenAt: now - 240_000, addresses: {} };
    const result: MacroResult = { outcome: 'unavailable', subject, reason: 'limited', retryAt: now + 300_000, lastCopy };
    for (const html of bothLooks(result)) {
      expect(html).toContain('4 minutes ago');
      expect(html).toContain(issue().title);
      expect(html).toContain('data-outcome="unavailable"');
    }
    expect(block(result)).toContain('in 5 minutes');
  });
});

describe('cards', () => {
  const nasty = '"><img src=x onerror=alert(1)><script>alert(1)</script>';
  const person = { name: nasty, username: nasty, webUrl: 'javascript:alert(1)' };
  const everywhere = { title: nasty, fullPath: nasty, reference: nasty, labels: [{ title: nasty, color: nasty }], author: person, assignees: [person] };

  it.each([
    ['an issue', issue({ ...everywhere, type: nasty, descriptionHtml: nasty, milestone: { title: nasty, webUrl: 'javascript:alert(1)' } })],
    ['a merge request', mergeRequest({ ...everywhere, sourceBranch: nasty, targetBranch: nasty, sourceProject: nasty, mergeStatus: nasty, pipeline: { status: nasty, label: nasty, webUrl: nasty } })],
    ['a file', file({ path: nasty, name: nasty, ref: nasty, text: nasty, fullPath: nasty, language: nasty })],
    ['a project', project({ nameWithNamespace: nasty, name: nasty, topics: [nasty], descriptionHtml: nasty, defaultBranch: nasty, readme: { path: `${nasty}.md`, webUrl: 'https://gitlab.example.com/x', markdown: nasty } })],
  ])('of %s show foreign text as text [T9b]', (_kind, thing) => {
    for (const html of bothLooks({ ...shown, thing })) {
      expect(html).not.toMatch(/<(script|img)/i);
      const tags = html.match(/<[a-z][^"'>]*(?:"[^"]*"[^"'>]*)*>/gi) ?? [];
      for (const tag of tags) expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\son\w+=/i);
      expect(html).not.toMatch(/href="(?!https?:|mailto:)/);
      expect(html).not.toMatch(/\sstyle=/);
    }
  });

  it('open links elsewhere, without a way back', () => {
    const html = block(results.shown);
    for (const [tag] of html.matchAll(/<a [^>]*>/g)) expect(tag).toMatch(/target="_blank"/);
    for (const [tag] of html.matchAll(/<a [^>]*>/g)) expect(tag).toMatch(/rel="noopener noreferrer/);
  });

  it('say whose eyes they are seen with and offer to disconnect, unless anybody sees the same', () => {
    const offer = 'data-action="disconnect" data-instance="default"';
    for (const result of [results.shown, results['no-access']]) expect(block(result)).toContain(offer);
    expect(block(results.shown)).toContain('seen as @ann');
    expect(block({ ...shown, thing: issue(), seenAs: undefined })).not.toContain(offer);
  });

  it('name the kind, and have one title', () => {
    const html = block({ ...shown, thing: mergeRequest(), seenAs: 'ann' });
    expect(html).toContain('aria-label="Merge request"');
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  it('of a file keep the numbers out of what is read aloud and copied', () => {
    const html = block({ ...shown, thing: file(), seenAs: 'ann' });
    expect(html).toContain('<pre class="code-numbers" aria-hidden="true">10\n11\n12</pre>');
    expect(html).toContain('<span class="tok-keyword">export</span>');
  });

  it('write times so that machines can read them', () => {
    expect(block(results.shown)).toMatch(/<time datetime="2026-11-03T09:12:00.000Z" title="3 November 2026[^"]* 09:12 UTC">3 Nov 2026<\/time>/);
    expect(block({ ...shown, thing: issue({ createdAt: 'nonsense' }), seenAs: 'ann' })).not.toContain('Invalid');
  });
});

describe('the GitLab page', () => {
  const named = { id: 'default', name: 'gitlab.example.com' };
  const applicationsUrl = 'https://gitlab.example.com/-/user_settings/applications';

  it('names the linked account and lets it go', () => {
    const account = { state: 'linked', username: 'alice', name: 'Alice <b>', url: 'https://gitlab.example.com/alice', since: '2026-11-01T00:00:00Z', lastUsed: '2026-11-22T10:00:00Z', scopes: ['read_api'] } as const;
    const html = inEnglish(<Home work={undefined} kept={undefined} standings={[{ instance: named, applicationsUrl, account }]} />);
    expect(html).toContain('>@alice</a>');
    expect(html).toContain('Alice &lt;b>');
    expect(buttonsOf(html)).toEqual(['Disconnect']);
    expect(html).toContain('read_api');
    expect(html).toContain('22 Nov 2026');
    expect(html).toContain(`href="${applicationsUrl}"`);
  });

  it('invites who has none', () => {
    const html = inEnglish(<Home work={undefined} kept={undefined} standings={[{ instance: named, applicationsUrl, account: { state: 'connect' } }]} />);
    expect(buttonsOf(html)).toEqual(['Connect GitLab']);
  });
});
