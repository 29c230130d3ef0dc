import { drawHarbour } from '../png.js';
import type { FileContent } from './model.js';

/** An issue that uses whatever GitLab's flavour of Markdown has. */
export const BASIN = `The new plan of the **north basin**, for whoever lays out the moorings :anchor:. It replaces the one that gave C7 away twice, see #3 and !11.

![The north basin from above](/uploads/7d3e51b8c0f94a26b1e7a9d24c60f518/basin.png)

> [!warning]
> Berths marked \`#c0392b\` are taken twice until the hold is one statement. Do not send anybody there.

### How long a line has to be

A boat of draught $d$ that swings with the tide $h(t)$ needs a line of length[^slack]

\`\`\`math
L(t) = \\sqrt{\\left(h_{max} - h(t) + d\\right)^2 + b^2} \\quad\\text{where}\\quad h(t) = \\sum_{i=1}^{n} a_i \\cos(\\omega_i t + \\varphi_i)
\`\`\`

which is {-4 m-} {+6 m+} for most of us[^storm].

### Who decides

\`\`\`mermaid
graph LR
  A[Skipper asks] --> B{Berth free?}
  B -- yes --> C[Hold for 15 minutes]
  B -- no --> D[Waiting list]
  C --> E[Receipt]
\`\`\`

| Colour | Meaning | Berths |
|---|:---|---:|
| \`#f5f6f7\` | free or booked once | 14 |
| \`#c0392b\` | taken twice | 1 |
| \`rgb(93, 147, 178)\` | water | |

- [x] Measured by @carol at low water
- [ ] Painted on the quay

<details>
<summary>What the old plan said</summary>

C7 was two berths until the pier moved. Nobody told the table \`berths\`:

\`\`\`sql
select id, pier, width from berths where pier = 'C' order by id;
\`\`\`

</details>

[^slack]: And a hand's breadth for the knot.
[^storm]: Double it when the glass falls below 980 hPa.`;

export const basinUpload = (): Map<string, Buffer> => new Map([['7d3e51b8c0f94a26b1e7a9d24c60f518/basin.png', drawHarbour()]]);

/** Pictures that the README and the guide of the repository show by relative paths. */
export const basinFiles = (): [string, FileContent][] => [['docs/basin.png', { kind: 'binary', bytes: drawHarbour() }]];
