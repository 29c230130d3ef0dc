declare global {
  interface Window {
    /** Set in a frame that invites to connect in full words. */
    gitlabInvites?: boolean;
  }
}

const INVITES = 'main:is([data-outcome=connect],[data-outcome=reconnect]) .link-panel.full';

/** Of this app's frames on a page, the first that invites to connect does so in full and the others shortly (panels.css). */
export function shareInvitation(): void {
  document.addEventListener('gitlab:content', share);
  share();
}

function share(): void {
  const root = document.documentElement;
  delete root.dataset.invite;
  window.gitlabInvites = false;
  if (!document.querySelector(INVITES)) return;
  if (siblings().some((sibling) => sibling.gitlabInvites)) root.dataset.invite = 'short';
  else window.gitlabInvites = true;
}

/** The windows beside ours that have our origin; of any other nothing can be read. */
function siblings(): Window[] {
  return Array.from({ length: parent.frames.length }, (_, index) => parent.frames[index]).filter((other): other is Window => {
    try {
      return other !== undefined && other !== window && 'gitlabInvites' in other;
    } catch {
      return false;
    }
  });
}
