import { placeFrame } from './frames.js';

let current;

/** Has the bridge use this site's own dialogs: one at a time, with an app's frame in it. */
export function listenToDialogs(connectHost) {
  connectHost.getFrameworkAdaptor().registerModule({
    getModuleRegistrationName: () => 'dialog',
    isEnabled: () => true,
    getProvider: () => ({
      create: () => undefined,
      close: closeDialog,
      isActiveDialog: (appKey) => current?.view.appKey === appKey,
      isButtonDisabled: (name) => current.button(name)?.disabled ?? false,
      setButtonDisabled: (name, disabled) => current?.button(name)?.toggleAttribute('disabled', disabled),
      toggleButton: (name) => current?.button(name)?.toggleAttribute('disabled'),
      isButtonHidden: (name) => current.button(name)?.hidden ?? false,
      setButtonHidden: (name, hidden) => current.button(name)?.toggleAttribute('hidden', hidden),
      createButton: ({ identifier, text, disabled, onClick }) => current.addButton(identifier, text, onClick, disabled),
    }),
  });
}

/** The frame's dialog, if it is the one that is open. */
export const dialogOf = (extensionId) => (current?.extensionId === extensionId ? current : undefined);

export function closeDialog() {
  const closing = current;
  current = undefined;
  closing?.element.close();
  closing?.element.remove();
  closing?.onClosed();
}

/** Opens the editor of a macro. What it saves goes to `onSave`; the buttons are the product's, and tell the app when they are pressed. */
export function openMacroEditor(connectHost, view, { title, submit, onSave }) {
  const element = document.createElement('dialog');
  element.className = 'macro-editor';
  element.setAttribute('aria-label', title);
  const heading = document.createElement('h2');
  heading.textContent = title;
  const place = document.createElement('div');
  place.className = 'macro-editor-frame';
  place.style.cssText = `width:${view.width};height:${view.height}`;
  const bar = document.createElement('div');
  bar.className = 'macro-editor-buttons';
  element.append(heading, place, bar);
  document.body.append(element);
  const tell = (identifier, text) => {
    const target = { addon_key: view.appKey, key: view.moduleKey };
    const data = { button: { identifier, name: identifier, text } };
    connectHost.broadcastEvent(`dialog.${identifier}`, target, data);
    connectHost.broadcastEvent('dialog.button.click', target, data);
  };
  const addButton = (identifier, text, onClick = () => tell(identifier, text), disabled = false) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.button = identifier;
    button.textContent = text;
    button.disabled = disabled;
    button.addEventListener('click', onClick);
    bar.append(button);
  };
  const dialog = { view, element, addButton, button: (name) => bar.querySelector(`[data-button="${CSS.escape(name)}"]`) };
  // As in the product: what is saved stands in the page once the dialog is closed.
  let saved;
  dialog.save = (params) => {
    saved = params;
  };
  dialog.onClosed = () => saved && onSave(saved);
  current = dialog;
  addButton('submit', submit, undefined, true);
  addButton('cancel', 'Cancel', closeDialog);
  element.addEventListener('cancel', (event) => {
    event.preventDefault();
    closeDialog();
  });
  element.showModal();
  current.extensionId = placeFrame(connectHost, place, view, { isDialog: true, dialogId: view.dialogId, autoresize: false, isFullPage: true });
}
