import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Chrome } from './chrome.js';
import { Sidebar } from './sidebar.js';
import { TopBar } from './top-bar.js';

const THEME_FILES = ['light', 'dark', 'spacing', 'shape', 'typography-modernized'].map((name) => `themes/atlaskit-tokens_${name}.css`);
const THEMES = 'dark:dark light:light spacing:spacing shape:shape typography:typography-modernized';

/** What differs between a site with Connect and one with Forge. */
export interface SiteDocument {
  readonly name: string;
  /** Scripts, and styles of its own. */
  readonly head: ComponentChildren;
  readonly body: Readonly<Record<`data-${string}`, string | undefined>>;
  /** What stands behind everything else. */
  readonly end: ComponentChildren;
}

/** A whole page of a site: top bar, navigation and what the page is about. */
export function renderSiteDocument({ name, head, body, end }: SiteDocument, chrome: Chrome, content: ComponentChildren): string {
  return `<!DOCTYPE html>${renderToString(
    <html lang="en" data-color-mode={chrome.theme} data-theme={THEMES}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${chrome.title} - ${chrome.spaceName} - ${name}`}</title>
        <link rel="icon" href="/wiki/stand-in/assets/icon.svg" type="image/svg+xml" />
        {THEME_FILES.map((file) => <link rel="stylesheet" href={`/atlassian-connect/${file}`} />)}
        <link rel="stylesheet" href="/wiki/stand-in/assets/site.css" />
        <link rel="stylesheet" href="/wiki/stand-in/assets/content.css" />
        {head}
      </head>
      <body {...body}>
        <a class="skip" href="#content">Skip to content</a>
        <TopBar chrome={chrome} />
        <div class="columns">
          <Sidebar chrome={chrome} />
          <main id="content" tabIndex={-1}>{content}</main>
        </div>
        {end}
      </body>
    </html>,
  )}`;
}
