import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Chrome } from '../../confluence/views/chrome.js';
import { Sidebar } from '../../confluence/views/sidebar.js';
import { TopBar } from '../../confluence/views/top-bar.js';
import type { ForgeSite } from '../site.js';

const THEME_FILES = ['light', 'dark', 'spacing', 'shape', 'typography-modernized'].map((name) => `themes/atlaskit-tokens_${name}.css`);
const THEMES = 'dark:dark light:light spacing:spacing shape:shape typography:typography-modernized';

/** A whole page of a site whose apps are Forge's. */
export function renderForgeDocument({ cdn }: Pick<ForgeSite, 'cdn'>, chrome: Chrome, content: ComponentChildren): string {
  return `<!DOCTYPE html>${renderToString(
    <html lang="en" data-color-mode={chrome.theme} data-theme={THEMES}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${chrome.title} - ${chrome.spaceName} - Stand-in Confluence with Forge`}</title>
        <link rel="icon" href="/wiki/stand-in/assets/icon.svg" type="image/svg+xml" />
        {THEME_FILES.map((file) => <link rel="stylesheet" href={`/atlassian-connect/${file}`} />)}
        <link rel="stylesheet" href="/wiki/stand-in/assets/site.css" />
        <link rel="stylesheet" href="/wiki/stand-in/assets/content.css" />
        <link rel="stylesheet" href="/wiki/stand-in/forge/forge.css" />
        <script type="module" src="/wiki/stand-in/forge/site.js" />
      </head>
      <body data-cdn={cdn}>
        <a class="skip" href="#content">Skip to content</a>
        <TopBar chrome={chrome} />
        <div class="columns">
          <Sidebar chrome={chrome} />
          <main id="content" tabIndex={-1}>{content}</main>
        </div>
        <dialog id="macro-config" aria-label="Macro" />
      </body>
    </html>,
  )}`;
}
