import type { Words } from '../../../views/words/words.js';
import { fileAt, textAt } from './place.js';
import { describe, describeMarkdown } from './prose.js';

const MARKDOWN = `# One

Two **three** \`four\` [five](six.md)[^a] $a^2 + \\frac{b}{c}$ ![seven](eight.png)

- [x] nine
- [ ] ten

| a | b |
|---|:-:|
| 1 | 2 |

> [!note]
> eleven

\`\`\`ts
export const twelve = (value: string): number => value.length; // thirteen
\`\`\`

[^a]: fourteen`;

const HTML = `<p dir="auto">one <a href="/a/b" class="gfm">two</a> <code data-math-style="inline">x</code></p><ul class="task-list"><li><input type="checkbox"> three</li></ul>
<table><tr><td style="text-align: right">4</td></tr></table><pre data-canonical-lang="yaml" class="code highlight"><code><span class="line">five: 6</span></code></pre><img data-src="/seven.png">`.repeat(8);

const TIMES = 25;

/**
 * Reads sample texts, a bit at a time, until what reads them is compiled: the first long text after a start would take several times
 * as long as any later one, and be left plain. Resolves when it is done; never rejects.
 */
export async function warmUp(words: Words): Promise<void> {
  const text = textAt('https://gitlab.example.com/a/b', { words });
  const file = fileAt('https://gitlab.example.com/a/b/-/blob/main/c.md', 'c.md', { words });
  for (let time = 0; file && time < TIMES; time += 1) {
    describe(HTML, text);
    describeMarkdown(MARKDOWN, file);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
