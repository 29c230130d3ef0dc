/** Put together from the message files by `scripts/bundle-forge.js`. */
declare module 'speech' {
  /** What Forge's frames say before the server does, and without it. */
  export interface Speech {
    readonly frame: Readonly<Record<string, string>>;
    readonly forge: Readonly<Record<string, string>>;
    /** Of the descriptor: names and descriptions by their keys. It is itself in English. */
    readonly descriptor?: Readonly<Record<string, string>>;
  }

  export const english: Speech;
  /** Those of which a file `speech-<language>.json` holds the same, beside the script. */
  export const otherLanguages: readonly string[];
}
