import type { VNode } from 'preact';

/** What every page of ours has around its `<main>`. */
export interface LayoutProps {
  readonly title: string;
  readonly main: VNode;
  readonly nonce: string;
  /** URL of the folder of styles and scripts, ending in a slash; its name changes with their content. */
  readonly assets: string;
  readonly scripts: readonly string[];
  /** Path of the app's base URL, without a trailing slash: empty, or `/app`. */
  readonly base: string;
  /** Atlassian's bridge script; undefined on top-level pages. */
  readonly bridge: string | undefined;
}

export function Layout({ title, main, nonce, assets, scripts, base, bridge }: LayoutProps): VNode {
  return (
    <html lang="en" data-color-mode="light" data-theme="light:light dark:dark spacing:spacing">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href={`${assets}frame.css`} />
        {scripts.map((name) => (
          <script type="module" src={assets + name} nonce={nonce} />
        ))}
        {bridge ? <script async src={bridge} nonce={nonce} data-options="resize:true" /> : null}
      </head>
      <body class="ac-content" data-base={base}>{main}</body>
    </html>
  );
}
