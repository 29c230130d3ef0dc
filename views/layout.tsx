import type { VNode } from 'preact';
import { BridgeScript, ColorModeScript, InvitationScript } from './parts/first-paint.js';
import { safeJson } from './parts/safe-json.js';
import type { Direction } from './words/spoken.js';

/** What every page of ours has around its `<main>`. */
export interface LayoutProps {
  readonly title: string;
  readonly main: VNode;
  readonly language: string;
  readonly direction: Direction;
  /** What numbers and times are written by: BCP 47 and IANA. */
  readonly locale: string;
  readonly timeZone: string;
  /** All that there are, for a frame's script to see whether the page could be in its reader's. */
  readonly languages: readonly string[];
  /** What the page's scripts may say, by name. */
  readonly sentences: Readonly<Record<string, string>>;
  /** Empty on a page that may run no script. */
  readonly nonce: string;
  /** URL of the folder of styles and scripts, ending in a slash; its name changes with their content. */
  readonly assets: string;
  readonly scripts: readonly string[];
  /** Names of style sheets of its own in `public/`, besides those of every page. */
  readonly styles?: readonly string[] | undefined;
  /** Path of the app's base URL, without a trailing slash: empty, or `/app`. */
  readonly base: string;
  /** Atlassian's bridge script; undefined on top-level pages. */
  readonly bridge: string | undefined;
  /** What frames of the site can't do, with spaces between: `popup`, `room`; see public/lacks.ts. */
  readonly without?: string | undefined;
  /** False where the frame keeps the size that its module has. */
  readonly resize?: boolean;
}

/** All of ours, as `scripts/bundle.js` puts them together. */
const STYLE = 'frame.css';

export function Layout({ title, main, nonce, assets, scripts, styles = [], base, bridge, without = '', resize = true, ...speech }: LayoutProps): VNode {
  const { language, direction, locale, timeZone, languages, sentences } = speech;
  return (
    <html lang={language} dir={direction} data-locale={locale} data-zone={timeZone} data-languages={languages.join(' ')} data-color-mode="light" data-theme="light:light dark:dark spacing:spacing">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        {nonce && bridge ? <ColorModeScript nonce={nonce} /> : null}
        <link rel="stylesheet" href={assets + STYLE} />
        {styles.map((name) => (
          <link rel="stylesheet" href={assets + name} />
        ))}
        {scripts.map((name) => (
          <script type="module" src={assets + name} nonce={nonce} />
        ))}
        {bridge ? <link rel="preload" as="script" href={bridge} nonce={nonce} data-options={`resize:${resize}`} /> : null}
      </head>
      <body data-base={base} data-without={without || undefined}>
        {/* Before the content, which may follow a skeleton: what is to be announced needs a line that is there already. */}
        <p class="unseen" role="status" data-announce></p>
        {/* The bridge measures this element, and puts its own sensor into it. */}
        <div class="ac-content">{main}</div>
        {nonce ? <script type="application/json" nonce={nonce} data-sentences="" dangerouslySetInnerHTML={{ __html: safeJson(sentences) }} /> : null}
        {nonce && bridge ? <InvitationScript nonce={nonce} /> : null}
        {nonce && bridge ? <BridgeScript nonce={nonce} /> : null}
      </body>
    </html>
  );
}
