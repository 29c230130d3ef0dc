const frames = new Map();

/** The frame that an extension of the bridge is in: `{ element, iframe, view }`, or undefined. */
export const frameOf = (extensionId) => frames.get(extensionId);

/** Puts an iframe into every place that the server left for one, and lets the apps size it. */
export function showFrames(connectHost) {
  connectHost.registerProvider('addon', {
    resize: (width, height, context) => resize(context.extension_id, width, height),
    sizeToParent: (_hideFooter, context) => fillWindow(context.extension_id),
  });
  connectHost.registerProvider('get-location', () => location.href);
  for (const element of document.querySelectorAll('[data-frame]')) showFrame(connectHost, element);
}

function showFrame(connectHost, element) {
  placeFrame(connectHost, element, JSON.parse(element.dataset.frame));
}

/** Puts a frame into an element; answers its id in the bridge. */
export function placeFrame(connectHost, element, view, options = {}) {
  const { iframeAttributes } = connectHost.createExtension({
    addon_key: view.appKey,
    key: view.moduleKey,
    url: view.url,
    options: {
      autoresize: true,
      widthinpx: view.inline,
      hostOrigin: location.origin,
      moduleType: view.moduleType,
      isFullPage: view.isFullPage,
      ...options,
    },
  });
  const iframe = document.createElement('iframe');
  iframe.id = iframeAttributes.id;
  // The bridge hands the frame its id and its API through the name.
  iframe.name = iframeAttributes.name;
  iframe.className = 'ap-iframe';
  iframe.title = view.name;
  iframe.setAttribute('sandbox', view.sandbox);
  iframe.referrerPolicy = 'no-referrer';
  iframe.addEventListener('load', () => element.classList.add('frame-loaded'), { once: true });
  frames.set(iframeAttributes.id, { element, iframe, view });
  iframe.src = iframeAttributes.src;
  element.append(iframe);
  return iframeAttributes.id;
}

/** A block is as wide as the page and as high as its content; an inline frame keeps its height and gets its content's width. */
function resize(extensionId, width, height) {
  const frame = frames.get(extensionId);
  if (!frame || frame.view.dialogId) return;
  const { element, view } = frame;
  if (!view.inline) element.style.height = toLength(height);
  if (view.inline && !String(width).endsWith('%')) element.style.width = toLength(width);
}

function fillWindow(extensionId) {
  const frame = frames.get(extensionId);
  if (frame?.view.isFullPage) frame.element.style.height = `${innerHeight - frame.element.getBoundingClientRect().top}px`;
}

const toLength = (value) => (/^\d+(\.\d+)?$/.test(String(value)) ? `${Math.ceil(Number(value))}px` : String(value));
