import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { exportMacro } from '../../forge/function/index.js';

interface Descriptor {
  readonly modules: { readonly dynamicContentMacros: readonly { readonly key: string }[] };
}

const { modules } = JSON.parse(readFileSync(join(import.meta.dirname, '../../atlassian-connect.json'), 'utf8')) as Descriptor;
const KEYS = modules.dynamicContentMacros.map(({ key }) => key);
const URL = 'https://gitlab.example.com/acme/web/-/issues/12?a=1#note_5';

const documentOf = (node: object) => ({ version: 1, type: 'doc', content: [{ type: 'paragraph', content: [node] }] });
const linkTo = (url: string, href = url) => documentOf({ type: 'text', text: url, marks: [{ type: 'link', attrs: { href } }] });
const text = (value: string) => documentOf({ type: 'text', text: value });

describe('the export of a macro', () => {
  it.each(KEYS)('is the bare link: %s', (moduleKey) => {
    const config = { url: URL, pin: 'abc1234', count: '5' };
    expect(exportMacro({ exportType: 'pdf', context: { moduleKey }, extensionPayload: { config } })).toEqual(linkTo(URL));
    expect(exportMacro({ exportType: 'word', context: { moduleKey, config, content: { id: '1' } } })).toEqual(linkTo(URL));
    expect(exportMacro({ exportType: 'other', context: { moduleKey, extension: { config } } })).toEqual(linkTo(URL));
    expect(exportMacro({ config })).toEqual(linkTo(URL));
  });

  it('is the pasted link where the macro was never edited, and the edited one where it was', () => {
    expect(exportMacro({ context: { extension: { autoConvertLink: URL } } })).toEqual(linkTo(URL));
    expect(exportMacro({ context: { extension: { autoConvertLink: 'https://gitlab.com/old' }, config: { url: URL } } })).toEqual(linkTo(URL));
    expect(exportMacro({ extensionPayload: { config: {}, autoConvertLink: URL } })).toEqual(linkTo(URL));
  });

  it('is nothing where its author wants that, in whatever place that is told', () => {
    const config = { url: URL, export: ' Nothing ' };
    for (const payload of [{ extensionPayload: { config } }, { context: { config } }, { context: { extension: { config } } }, { config }]) expect(exportMacro(payload)).toEqual({ version: 1, type: 'doc', content: [] });
    for (const policy of ['link', 'title', 'content', '', 7]) expect(exportMacro({ config: { url: URL, export: policy } })).toEqual(linkTo(URL));
  });

  it('leads where browsers would go', () => {
    expect(exportMacro({ config: { url: '  https://gitlab.example.com/grün  ' } })).toEqual(linkTo('https://gitlab.example.com/grün', 'https://gitlab.example.com/gr%C3%BCn'));
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'gitlab.com/acme', '//gitlab.com/acme', 'https://', 'https://a b/c', 'https://[', 'https://gitlab.com/\u0000', 'http://\n'])('links to nothing that is no address: %j', (url) => {
    expect(exportMacro({ config: { url } })).toEqual(text(url.trim()));
  });

  it('cuts what is too long for an address', () => {
    const url = `https://gitlab.com/${'a'.repeat(5_000)}`;
    expect(exportMacro({ config: { url } })).toEqual(text(`${url.slice(0, 2_048)}…`));
  });

  it.each([undefined, null, 7, 'text', [], {}, { context: null }, { context: 'x', extensionPayload: [] }, { config: null }, { config: { url: 7 } }, { config: { url: '   ' } }, { config: { url: { toString: 'no' } } }])('says so where there is no link: %j', (payload) => {
    expect(exportMacro(payload)).toEqual(text('GitLab: no link'));
  });
});
