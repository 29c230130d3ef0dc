import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { MacroParameters } from './link-macro.js';

/** What an editor's dialog can do; only a browser has it. */
export interface EditorHost {
  /** What our API answers at a path, to a body where there is one. Rejects where it refuses, or cannot be asked. */
  ask(path: string, body?: object): Promise<unknown>;
  /** What a reader's frame would show, as our server draws it. Rejects as `ask` does. */
  draw(path: string): Promise<Drawing>;
  /** To be called once what was drawn stands in the page. */
  settle(): void;
  readonly macro: {
    /** What the macro stores; nothing where it is new. */
    read(): Promise<MacroParameters>;
    /** Stores it and closes the dialog. Rejects where it could not. */
    save(parameters: MacroParameters): Promise<void>;
    /** Whether the dialog's button for it works. */
    allow(possible: boolean): void;
    /** Calls back when that button is pressed. */
    onSubmit(listener: () => void): void;
  };
  readonly page: PageHost;
  /** Calls back when the author's link was made or ended; answers what ends that. */
  onLinkChanged(listener: () => void): () => void;
}

/** The Confluence page around, and what Confluence lets the author's own session do to it. */
export interface PageHost {
  /** Undefined where the dialog is not told of one. */
  id(): Promise<string | undefined>;
  /** A call to Confluence's REST API. Rejects where nothing came back. */
  ask(call: PageCall): Promise<PageAnswer>;
  /** Loads the page around anew, which ends the dialog. */
  reload(): void;
}

export interface PageCall {
  readonly method: 'GET' | 'PUT';
  /** Below Confluence's context path: `/api/v2/pages/12`. */
  readonly path: string;
  readonly body?: object;
}

/** Whatever the status; `body` is parsed where it is JSON, else text. */
export interface PageAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface Drawing {
  readonly outcome: string;
  readonly html: string;
}

export const EditorHosting = createContext<EditorHost | undefined>(undefined);

/** For effects and handlers, which the server never runs. */
export function useHost(): EditorHost {
  const host = useContext(EditorHosting);
  return host ?? NOWHERE;
}

const nothing = () => undefined;
const never = () => new Promise<never>(nothing);

const NOWHERE: EditorHost = {
  ask: never,
  draw: never,
  settle: nothing,
  macro: { read: never, save: never, allow: nothing, onSubmit: nothing },
  page: { id: never, ask: never, reload: nothing },
  onLinkChanged: () => nothing,
};
