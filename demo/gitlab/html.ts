/** Text that is HTML already. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

type Part = Html | string | number | undefined | false | readonly Part[];

/** A template whose values are escaped unless they are `Html`; undefined and false are nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(strings.reduce((text, string, index) => text + render(values[index - 1]) + string));
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map(render).join('');
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const STYLE = new Html(`
:root { color-scheme: light dark; --line: #8885; --quiet: #8a8a94; --accent: #6e49cb; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
header { display: flex; gap: 1rem; align-items: center; padding: .6rem 1.2rem; border-bottom: 1px solid var(--line); }
header b { color: #e24329; } header span { flex: 1; color: var(--quiet); }
main { max-width: 48rem; margin: 1.5rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.4rem; line-height: 1.3; } .quiet { color: var(--quiet); }
.label { display: inline-block; border-radius: 1rem; padding: 0 .6rem; margin-right: .3rem; font-size: .85rem; }
.state { border: 1px solid var(--line); border-radius: 1rem; padding: .1rem .7rem; }
article { border: 1px solid var(--line); border-radius: .4rem; padding: .3rem 1.2rem; margin-top: 1rem; overflow-x: auto; }
.task-list { list-style: none; padding-left: .5rem; }
table { border-collapse: collapse; } td, th { border: 1px solid var(--line); padding: .2rem .6rem; text-align: left; }
pre { overflow-x: auto; } img { max-width: 100%; }
button { font: inherit; padding: .45rem 1rem; border-radius: .3rem; border: 1px solid var(--line); cursor: pointer; }
button.primary { background: var(--accent); border-color: var(--accent); color: #fff; }
form.inline { display: inline-block; margin: 0 .5rem .5rem 0; } .lines td { border: 0; padding: 0 .6rem; white-space: pre; font-family: monospace; }
.lines td:first-child { color: var(--quiet); text-align: right; } .lines tr.wanted { background: #fc35; }`);

/** A whole page of the stand-in. `who` stands in its head. */
export function page(title: string, body: Html, who?: string): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · GitLab (stand-in)</title><style>${STYLE}</style></head>
<body><header><b>GitLab</b><span>a stand-in for the demo and the tests</span>${who === undefined ? 'Not signed in' : `@${who}`}</header>
<main>${body}</main></body></html>`.text;
}
