import type { SiteUser } from '../users.js';

const COLOURS = ['blue', 'teal', 'purple', 'orange'] as const;

export function Avatar({ user }: { user: Pick<SiteUser, 'displayName' | 'accountId'> }) {
  if (user.accountId === undefined) return <span class="avatar avatar-grey" aria-hidden="true">?</span>;
  const initials = user.displayName.split(/\s+/).map((word) => word[0]).slice(0, 2).join('');
  const colour = COLOURS[[...user.displayName].reduce((sum, char) => sum + char.charCodeAt(0), 0) % COLOURS.length];
  return <span class={`avatar avatar-${colour}`} aria-hidden="true">{initials}</span>;
}
