// The host's end of the bridge: answers what a frame asks, and gives it the size that its content has.

/** What Forge gives its frames: none may open a window. https://developer.atlassian.com/platform/forge/custom-ui/iframe/ */
const SANDBOX = 'allow-downloads allow-forms allow-modals allow-pointer-lock allow-same-origin allow-scripts';
const CDN = document.body.dataset.cdn;

/** By the window of each frame: `{ iframe, place, themed, dialog }`. */
const frames = new Map();

/** Puts the frame of that place into `element`. `dialog` is what `submit` and `close` are about. */
export function showFrame(element, place, dialog) {
  const iframe = document.createElement('iframe');
  iframe.title = element.dataset.title ?? 'Macro';
  iframe.setAttribute('sandbox', SANDBOX);
  iframe.src = `${CDN}/ui/index.html?at=${encodeURIComponent(place.moduleKey)}`;
  element.append(iframe);
  frames.set(iframe.contentWindow, { iframe, place, dialog, inline: element.dataset.layout === 'inline', themed: false });
}

addEventListener('message', ({ source, origin, data }) => {
  const frame = frames.get(source);
  if (!frame || origin !== CDN || typeof data !== 'object' || data === null) return;
  if (data.forge === 'size') resize(frame, data);
  else if (data.forge === 'call') answer(frame, data);
});

function resize({ iframe, inline }, { width, height }) {
  iframe.style.height = `${height}px`;
  if (inline) iframe.style.width = `${Math.max(Number(width), 1)}px`;
}

async function answer(frame, { id, name, data }) {
  const reply = (message) => frame.iframe.contentWindow?.postMessage({ forge: 'answer', id, ...message }, CDN);
  try {
    const handle = HANDLERS[name];
    if (!handle) throw new Error(`This stand-in has no ${name}.`);
    reply({ value: await handle(frame, data) });
  } catch (error) {
    reply({ error: error.message });
  }
}

const HANDLERS = {
  getContext: ({ place }) => post('/forge/context', place),
  invoke: ({ place }, { invokeType, path, method, headers, body }) => {
    if (invokeType !== 'ui-remote-fetch') throw new Error('The manifest has no resolver function.');
    return post('/forge/invoke', { place, call: { path, method, headers, body } });
  },
  navigate: (_frame, { url, type }) => {
    if (!/^(https?|mailto):/.test(url)) throw new Error('Not an address to go to.');
    if (type === 'new-tab') window.open(url, '_blank', 'noopener');
    else location.assign(url);
  },
  enableTheming: (frame) => {
    frame.themed = true;
    tellTheme(frame);
  },
  submit: async ({ place, dialog }, payload) => {
    if (!dialog || typeof payload?.config !== 'object') return false;
    await post('/forge/config', { place, config: payload.config });
    location.reload();
  },
  close: ({ dialog }) => (dialog ? void dialog.close() : false),
};

export function themeChanged() {
  for (const frame of frames.values()) if (frame.themed) tellTheme(frame);
}

function tellTheme({ iframe }) {
  iframe.contentWindow?.postMessage({ forge: 'theme', mode: document.documentElement.dataset.colorMode }, CDN);
}

async function post(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`The site answered ${response.status}.`);
  return response.json();
}
