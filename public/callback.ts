/** The window after GitLab: takes code and state out of the address, and tells the frame that there is news to ask for. */
history.replaceState(null, '', location.pathname);

document.querySelector('[data-popup="close"]')?.addEventListener('click', () => window.close());

const flow = document.querySelector<HTMLElement>('[data-flow]')?.dataset.flow;
const opener = window.opener as Window | null;
if (flow && opener) opener.postMessage({ t: 'done', id: flow }, location.origin);

export {};
