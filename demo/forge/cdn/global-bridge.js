// The frame's end of the stand-in's bridge: `@forge/bridge` calls `__bridge.callBridge(name, data)` and gets a promise.
const waiting = new Map();
let themed = false;

addEventListener('message', ({ source, data }) => {
  if (source !== parent || typeof data !== 'object' || data === null) return;
  if (data.forge === 'answer') settle(data);
  else if (data.forge === 'theme' && themed) paint(data.mode);
});

globalThis.__bridge = {
  callBridge(name, data) {
    if (name === 'enableTheming') themed = true;
    const id = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      parent.postMessage({ forge: 'call', id, name, data }, '*');
    });
  },
};

function settle({ id, value, error }) {
  const call = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) call?.resolve(value);
  else call?.reject(new Error(error));
}

function paint(mode) {
  const root = document.documentElement;
  root.dataset.theme = 'dark:dark light:light spacing:spacing';
  root.dataset.colorMode = mode;
  for (const name of ['light', 'dark', 'spacing']) {
    const href = `/forge/themes/atlaskit-tokens_${name}.css`;
    if (document.querySelector(`link[href="${href}"]`)) continue;
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    document.head.append(link);
  }
}
