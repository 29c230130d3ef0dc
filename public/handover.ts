/** What the parts of a message event that matter are; the rest of the browser's event is not looked at. */
export interface Message {
  readonly origin: string;
  readonly source: unknown;
  readonly data: unknown;
}

/** A window that a message can be sent to, at one origin only. */
export interface Addressee {
  postMessage(message: unknown, targetOrigin: string): void;
}

/**
 * The frame's side of handing the ticket to the popup that it opened: once, to that window, at our own origin, after it has
 * said that it is ready. Whatever else arrives is ignored.
 */
export function createGiver(origin: string, popup: Addressee, ticket: Promise<string>) {
  let asked = false;
  return {
    /** True when the message was the popup's. */
    async hear(message: Message): Promise<boolean> {
      const nonce = readText(message, origin, popup, 'ready', 'n');
      if (nonce === undefined || asked) return false;
      asked = true;
      popup.postMessage({ t: 'ticket', n: nonce, ticket: await ticket }, origin);
      return true;
    },
  };
}

/** The id of the flow that the popup says has come back from GitLab; undefined for any other message. */
export function readDone(message: Message, origin: string, popup: Addressee): string | undefined {
  return readText(message, origin, popup, 'done', 'id');
}

/** The popup's side: the ticket, if the message is the opener's answer to this nonce. */
export function readTicket(message: Message, origin: string, opener: Addressee, nonce: string): string | undefined {
  return readText(message, origin, opener, 'ticket', 'n') === nonce ? readText(message, origin, opener, 'ticket', 'ticket') : undefined;
}

function readText({ origin, source, data }: Message, expected: string, sender: Addressee, type: string, field: string): string | undefined {
  if (origin !== expected || source !== sender || typeof data !== 'object' || data === null) return undefined;
  const fields = data as Readonly<Record<string, unknown>>;
  const value = fields[field];
  return fields.t === type && typeof value === 'string' && value !== '' && value.length <= 2_000 ? value : undefined;
}

/** 128 random bits in hex. */
export function makeNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
