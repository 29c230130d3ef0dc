import type { Chrome, Link } from './chrome.js';
import { AppIcon, CogIcon, PageIcon } from './icons.js';

export function Sidebar({ chrome }: { chrome: Chrome }) {
  return (
    <nav class="sidebar" aria-label="Space">
      <p class="space"><span class="space-icon" aria-hidden="true">{chrome.spaceName[0]}</span>{chrome.spaceName}</p>
      <h2>Content</h2>
      <ul>{chrome.pages.map((page) => <Item link={page} path={chrome.path} icon={<PageIcon />} />)}</ul>
      {chrome.apps.length > 0 && <h2>Apps</h2>}
      <ul>{chrome.apps.map((app) => <Item link={app} path={chrome.path} icon={<AppIcon />} />)}</ul>
      {chrome.administration && <h2>Administration</h2>}
      {chrome.administration && <ul><Item link={chrome.administration} path={chrome.path} icon={<CogIcon />} /></ul>}
    </nav>
  );
}

function Item({ link, path, icon }: { link: Link; path: string; icon: preact.JSX.Element }) {
  return (
    <li>
      <a href={link.href} aria-current={link.href === path ? 'page' : undefined}>{icon}<span>{link.text}</span></a>
    </li>
  );
}
