import type { ComponentChildren } from 'preact';
import type { Chrome } from './chrome.js';
import { renderSiteDocument } from './site-document.js';

const head = () => (
  <>
    <script defer src="/wiki/stand-in/assets/before-bridge.js" />
    <script defer src="/atlassian-connect/connect-host.js" />
    <script type="module" src="/wiki/stand-in/assets/site.js" />
  </>
);

/** A whole page of a site whose apps are Connect's. */
export function renderDocument(chrome: Chrome, content: ComponentChildren): string {
  const body = { 'data-viewer': chrome.viewer.key, 'data-account': chrome.viewer.accountId, 'data-locale': chrome.locale, 'data-time-zone': chrome.viewer.timeZone };
  return renderSiteDocument({ name: 'Stand-in Confluence', head: head(), body, end: <div id="flags" aria-live="polite" /> }, chrome, content);
}
