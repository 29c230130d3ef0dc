import { closeDialog, dialogOf } from './dialogs.js';
import { showFlag } from './flags.js';
import { frameOf } from './frames.js';

/** The parts of the bridge's API that are the product's own. A function that `returnsPromise` serves callbacks as well. */
export function defineModules(connectHost) {
  connectHost.defineModule('context', {
    getToken: promising(async (caller) => (await askContext(caller)).token),
    getContext: promising(async (caller) => (await askContext(caller)).context),
  });
  connectHost.defineModule('user', {
    getCurrentUser: answering(() => ({ atlassianAccountId: document.body.dataset.account })),
    getLocale: answering(() => document.body.dataset.locale ?? navigator.language.replace('-', '_')),
    getTimeZone: answering(() => document.body.dataset.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
  });
  connectHost.defineModule('confluence', {
    getMacroData: answering((caller) => frameOf(caller.extension_id)?.view.params ?? {}),
    getMacroBody: answering(() => ''),
    saveMacro(params, ...rest) {
      dialogOf(rest.at(-1)._context.extension_id)?.save(params);
    },
    closeMacroEditor(...rest) {
      if (dialogOf(rest.at(-1)._context.extension_id)) closeDialog();
    },
  });
  connectHost.defineModule('navigator', {
    reload: answering(() => location.reload()),
    getLocation: answering(() => ({ target: 'contentview', context: { contentId: String(location.pathname.split('/').pop()) } })),
  });
  connectHost.defineModule({ request: promising(({ extension }, options) => request(extension.addon_key, options)) });
  connectHost.getFrameworkAdaptor().registerModule({
    getModuleRegistrationName: () => 'flag',
    isEnabled: () => true,
    getProvider: () => ({ create: showFlag }),
  });
}

// The bridge appends a function to the arguments; it answers the frame and knows which frame that is.
const lastOf = (args) => args[args.length - 1];

function answering(answer) {
  return (...args) => lastOf(args)(answer(lastOf(args)._context));
}

function promising(answer) {
  const method = (...args) => answer(lastOf(args)._context, ...args.slice(0, -1));
  return Object.assign(method, { returnsPromise: true });
}

async function askContext({ extension, extension_id: id }) {
  const { pageId, macroId } = frameOf(id)?.view ?? {};
  const response = await fetch('/wiki/stand-in/context', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ app: extension.addon_key, viewer: document.body.dataset.viewer, pageId, macroId }),
  });
  if (!response.ok) throw new Error(`The site gave no token: ${response.status}`);
  return response.json();
}

/** `AP.request`: a call to the product as the viewer, as far as the app's scopes reach. Its path is below the context path. */
async function request(app, options) {
  const { url, type = 'GET', headers = {}, data, contentType } = typeof options === 'string' ? { url: options } : options;
  const response = await fetch(`/wiki${url}`, {
    method: type,
    headers: { ...headers, 'X-Stand-In-Viewer': document.body.dataset.viewer, 'X-Stand-In-App': app, ...(contentType ? { 'Content-Type': contentType } : {}) },
    ...(data === undefined ? {} : { body: data }),
  });
  const body = await response.text();
  const xhr = { status: response.status, statusText: response.statusText, responseText: body };
  if (!response.ok) throw { xhr, err: body };
  return { body, xhr };
}
