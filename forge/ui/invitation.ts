declare global {
  interface Window {
    /** Whether this frame invites to connect. */
    gitlabInvites?: boolean;
  }
}

const INVITES = 'main:is([data-outcome=connect],[data-outcome=reconnect]) .link-panel.full';

/**
 * Of this app's frames on a page, the first that invites to connect does so in full and the others shortly (panels.css). They have
 * one origin, so they can look at each other; content comes to them in any order, so each tells the others.
 */
export function shareInvitation(): void {
  const channel = new BroadcastChannel('gitlab-for-confluence.invitations');
  channel.addEventListener('message', shorten);
  document.addEventListener('gitlab:content', () => {
    const before = window.gitlabInvites ?? false;
    window.gitlabInvites = document.querySelector(INVITES) !== null;
    shorten();
    if (window.gitlabInvites !== before) channel.postMessage('changed');
  });
}

function shorten(): void {
  const root = document.documentElement;
  if (window.gitlabInvites && framesBefore().some(invites)) root.dataset.invite = 'short';
  else delete root.dataset.invite;
}

/** Those that stand before this one on the page; whose they are is not known. */
function framesBefore(): Window[] {
  const all = Array.from({ length: parent.frames.length }, (_, index) => parent.frames[index]).filter((frame) => frame !== undefined);
  return all.slice(0, Math.max(all.indexOf(window), 0));
}

/** Of a window of another origin nothing can be read. */
function invites(frame: Window): boolean {
  try {
    return frame.gitlabInvites ?? false;
  } catch {
    return false;
  }
}
