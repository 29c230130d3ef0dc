import type { ComponentChildren } from 'preact';
import type { Chrome } from '../../confluence/views/chrome.js';
import { renderSiteDocument } from '../../confluence/views/site-document.js';
import type { ForgeSite } from '../site.js';

const head = () => (
  <>
    <link rel="stylesheet" href="/wiki/stand-in/forge/forge.css" />
    <script type="module" src="/wiki/stand-in/forge/site.js" />
  </>
);

/** A whole page of a site whose apps are Forge's. */
export function renderForgeDocument({ cdn }: Pick<ForgeSite, 'cdn'>, chrome: Chrome, content: ComponentChildren): string {
  const end = <dialog id="macro-config" aria-label="Macro" />;
  return renderSiteDocument({ name: 'Stand-in Confluence with Forge', head: head(), body: { 'data-cdn': cdn }, end }, chrome, content);
}
