import { describe, expect, test } from '@jest/globals';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { createLanguages } from '../../src/words/languages.js';
import { Interactive, type PageData } from '../../views/parts/interactive.js';
import { useWords } from '../../views/words/context.js';

const languages = createLanguages();

function Greeting({ name }: { name: string }): VNode {
  return <p lang={useWords().language}>{name}</p>;
}

const render = (name: string) =>
  renderToString(<Interactive View={Greeting} props={{ name }} words={languages.wordsFor({ locale: 'de-AT', timeZone: 'Europe/Vienna' })} messages={languages.messages('de')} areas={['editor']} />);

const dataIn = (html: string) => JSON.parse(/<script type="application\/json" id="page-data">(.*)<\/script>/s.exec(html)?.[1] ?? '') as PageData<{ name: string }>;

describe('a page that comes to life', () => {
  test('holds what the server rendered, in the reader’s language', () => {
    expect(render('Dana')).toContain('<div data-interactive="true"><p lang="de">Dana</p></div>');
  });

  test('carries the properties and the sentences that its script renders the same from', () => {
    const { props, speech } = dataIn(render('Dana'));
    expect(props).toEqual({ name: 'Dana' });
    expect(speech).toMatchObject({ language: 'de', locale: 'de-AT', timeZone: 'Europe/Vienna' });
    expect(Object.keys(speech.messages)).toEqual(['editor']);
  });

  test.each(['</script><script>alert(1)</script>', '<!--<script>', '\u2028', ']]>'])('lets %j neither end nor change the data [T9b]', (name) => {
    const html = render(name);
    expect(dataIn(html).props.name).toBe(name);
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html).not.toContain('<!--');
  });
});
