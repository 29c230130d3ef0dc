import type { SiteUser } from '../users.js';
import type { Chrome } from './chrome.js';
import { Avatar } from './avatar.js';
import { ChevronIcon, MoonIcon, SunIcon, Wordmark } from './icons.js';

export function TopBar({ chrome }: { chrome: Chrome }) {
  return (
    <header class="top-bar">
      <a class="wordmark" href="/wiki"><Wordmark /><span>Stand-in Confluence</span></a>
      <nav class="top-nav" aria-label="Site">
        <AppsMenu chrome={chrome} />
      </nav>
      <button class="icon-button" type="button" data-action="toggle-theme" aria-label="Switch between light and dark">
        <SunIcon /><MoonIcon />
      </button>
      <ViewerMenu chrome={chrome} />
    </header>
  );
}

function AppsMenu({ chrome: { apps } }: { chrome: Chrome }) {
  return (
    <details class="menu" data-menu="apps">
      <summary>Apps <ChevronIcon /></summary>
      <div class="popup">
        <p class="popup-heading">Your apps</p>
        {apps.length > 0 ? apps.map(({ href, text }) => <a class="popup-item" href={href}>{text}</a>) : <p class="popup-note">No installed app has a page of its own.</p>}
      </div>
    </details>
  );
}

function ViewerMenu({ chrome }: { chrome: Chrome }) {
  return (
    <details class="menu menu-right" data-menu="viewer">
      <summary aria-label={`Looking as ${chrome.viewer.displayName}. Switch the viewer`}>
        <Avatar user={chrome.viewer} />
        <span class="viewer-name">{chrome.viewer.displayName}</span>
        <ChevronIcon />
      </summary>
      <div class="popup popup-wide">
        <p class="popup-heading">Look at the site as</p>
        {chrome.users.map((user) => <ViewerChoice user={user} chrome={chrome} />)}
      </div>
    </details>
  );
}

function ViewerChoice({ user, chrome }: { user: SiteUser; chrome: Chrome }) {
  const chosen = user.key === chrome.viewer.key;
  return (
    <a class="popup-item viewer-choice" href={`${chrome.path}?viewer=${encodeURIComponent(user.key)}`} data-viewer-choice={user.key} aria-current={chosen ? 'true' : undefined}>
      <Avatar user={user} />
      <span>
        <strong>{user.displayName}</strong>
        <small>{user.about}</small>
      </span>
    </a>
  );
}
