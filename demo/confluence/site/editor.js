import { openMacroEditor } from './dialogs.js';

/** Makes the page editor's buttons do what they say; the draft is the server's, and the page is drawn anew after each change. */
export function listenToEditor(connectHost) {
  const editor = document.querySelector('[data-draft]');
  if (!editor) return;
  const drafts = `/wiki/stand-in/drafts/${editor.dataset.draft}`;
  const change = async (edit) => {
    await post(drafts, edit);
    location.reload();
  };
  const open = async (macro, params, title, onSave) => {
    const response = await post(`${drafts}/macro-editor`, { macro, params });
    openMacroEditor(connectHost, await response.json(), { title, submit: params.url === undefined ? 'Insert' : 'Save', onSave });
  };
  editor.addEventListener('click', async ({ target }) => {
    const button = target.closest('button');
    if (!button) return;
    const { insert, edit, remove, title, key, params } = button.dataset;
    if (insert) await open(insert, {}, title, (saved) => change({ insert: { macro: insert, params: saved } }));
    else if (edit) await open(key, JSON.parse(params), title, (saved) => change({ replace: { index: Number(edit), params: saved } }));
    else if (remove) await change({ remove: { index: Number(remove) } });
    else if ('publish' in button.dataset) await leave('publish');
    else if ('discard' in button.dataset) await leave('discard');
  });
  editor.querySelector('[data-paste]').addEventListener('submit', (event) => {
    event.preventDefault();
    const url = new FormData(event.target).get('url').trim();
    if (url) void change({ paste: url });
  });
  async function leave(how) {
    await post(`${drafts}/${how}`, {});
    location.assign(editor.dataset.closed);
  }
}

async function post(url, body) {
  const headers = { 'Content-Type': 'application/json', 'X-Stand-In-Viewer': document.body.dataset.viewer };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`The site refused: ${response.status}`);
  return response;
}
