import { makeNonce, readTicket } from './handover.js';
import { sentence } from './sentences.js';

const TICKET_MS = 60_000;
const LOOK_FIRST_MS = 1_000;

/** The window that a person connects in: gets a ticket from the frame that opened it, or from its link, and goes to GitLab with it. */
function run(): void {
  part('close').addEventListener('click', () => window.close());
  const fragment = new URLSearchParams(location.hash.slice(1)).get('t');
  history.replaceState(null, '', location.pathname);
  if (fragment) void ask(fragment);
  else if (window.opener) waitForTicket(window.opener as Window);
  else stop(sentence('stranded'));
}

function waitForTicket(opener: Window): void {
  const nonce = makeNonce();
  const timer = setTimeout(() => end(sentence('silent')), TICKET_MS);
  const hear = (event: MessageEvent) => {
    const ticket = readTicket(event, location.origin, opener, nonce);
    if (ticket === undefined) return;
    end();
    void start({ ticket });
  };
  const end = (why?: string) => {
    clearTimeout(timer);
    removeEventListener('message', hear);
    if (why !== undefined) stop(why);
  };
  addEventListener('message', hear);
  opener.postMessage({ t: 'ready', n: nonce }, location.origin);
}

/** A link may have been sent by anybody: the person sees whose Confluence account it is about before anything happens. */
async function ask(ticket: string): Promise<void> {
  const answer = await post({ ticket, agreed: false });
  const about = answer?.ask;
  if (typeof about !== 'object' || about === null) return;
  for (const [name, value] of Object.entries(about)) part(name).textContent = String(value);
  part('status').hidden = true;
  part('ask').hidden = false;
  part('ask').focus();
  const agree = part('agree');
  // Whoever sent the link could have had a key held down or a button clicked twice: that agrees to nothing.
  agree.toggleAttribute('disabled', true);
  setTimeout(() => agree.toggleAttribute('disabled', false), LOOK_FIRST_MS);
  agree.addEventListener('click', () => {
    part('ask').hidden = true;
    part('status').hidden = false;
    void start({ ticket, agreed: true });
  }, { once: true });
}

async function start(body: { ticket: string; agreed?: boolean }): Promise<void> {
  const answer = await post(body);
  if (typeof answer?.authorizeUrl === 'string') location.replace(answer.authorizeUrl);
}

/** Undefined when the server refused; the page says so then. */
async function post(body: object): Promise<Readonly<Record<string, unknown>> | undefined> {
  const url = document.querySelector<HTMLElement>('[data-start]')?.dataset.start ?? '';
  try {
    const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), cache: 'no-store' });
    if (response.ok) return (await response.json()) as Record<string, unknown>;
    stop(sentence(response.status === 410 || response.status === 409 ? 'usedUp' : 'failed'));
  } catch {
    stop(sentence('unreachable'));
  }
  return undefined;
}

function stop(why: string): void {
  part('ask').hidden = true;
  part('status').hidden = false;
  part('status').textContent = why;
  part('close').hidden = false;
}

function part(name: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(`[data-popup="${CSS.escape(name)}"]`);
  if (!element) throw new Error(`the page has no part named ${name}`);
  return element;
}

run();
