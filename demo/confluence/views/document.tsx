import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Sidebar } from './sidebar.js';
import { TopBar } from './top-bar.js';
import type { Chrome } from './chrome.js';

const THEME_FILES = ['light', 'dark', 'spacing', 'shape', 'typography-modernized'].map((name) => `themes/atlaskit-tokens_${name}.css`);
const THEMES = 'dark:dark light:light spacing:spacing shape:shape typography:typography-modernized';

/** A whole page of the site: top bar, navigation and what the page is about. */
export function renderDocument(chrome: Chrome, content: ComponentChildren): string {
  return `<!DOCTYPE html>${renderToString(
    <html lang="en" data-color-mode={chrome.theme} data-theme={THEMES}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${chrome.title} - ${chrome.spaceName} - Stand-in Confluence`}</title>
        <link rel="icon" href="/wiki/stand-in/assets/icon.svg" type="image/svg+xml" />
        {THEME_FILES.map((file) => <link rel="stylesheet" href={`/atlassian-connect/${file}`} />)}
        <link rel="stylesheet" href="/wiki/stand-in/assets/site.css" />
        <link rel="stylesheet" href="/wiki/stand-in/assets/content.css" />
        <script defer src="/wiki/stand-in/assets/before-bridge.js" />
        <script defer src="/atlassian-connect/connect-host.js" />
        <script type="module" src="/wiki/stand-in/assets/site.js" />
      </head>
      <body data-viewer={chrome.viewer.key} data-account={chrome.viewer.accountId}>
        <a class="skip" href="#content">Skip to content</a>
        <TopBar chrome={chrome} />
        <div class="columns">
          <Sidebar chrome={chrome} />
          <main id="content" tabIndex={-1}>{content}</main>
        </div>
        <div id="flags" aria-live="polite" />
      </body>
    </html>,
  )}`;
}
