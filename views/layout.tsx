import type { VNode } from 'preact';
import { BridgeScript, ColorModeScript, InvitationScript } from './parts/first-paint.js';

/** What every page of ours has around its `<main>`. */
export interface LayoutProps {
  readonly title: string;
  readonly main: VNode;
  /** Empty on a page that may run no script. */
  readonly nonce: string;
  /** URL of the folder of styles and scripts, ending in a slash; its name changes with their content. */
  readonly assets: string;
  readonly scripts: readonly string[];
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

export function Layout({ title, main, nonce, assets, scripts, base, bridge, without = '', resize = true }: LayoutProps): VNode {
  return (
    <html lang="en" data-color-mode="light" data-theme="light:light dark:dark spacing:spacing">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        {nonce && bridge ? <ColorModeScript nonce={nonce} /> : null}
        <link rel="stylesheet" href={assets + STYLE} />
        {scripts.map((name) => (
          <script type="module" src={assets + name} nonce={nonce} />
        ))}
        {bridge ? <link rel="preload" as="script" href={bridge} nonce={nonce} data-options={`resize:${resize}`} /> : null}
      </head>
      <body data-base={base} data-without={without || undefined}>
        {/* The bridge measures this element, and puts its own sensor into it. */}
        <div class="ac-content">{main}</div>
        <p class="unseen" role="status" data-announce></p>
        {nonce && bridge ? <InvitationScript nonce={nonce} /> : null}
        {nonce && bridge ? <BridgeScript nonce={nonce} /> : null}
      </body>
    </html>
  );
}
