/** What Confluence answered, whatever it was. */
export interface Answered {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Confluence answered, and not with 200. */
export class RefusedError extends Error {
  constructor(readonly status: number) {
    super(`Confluence answered ${status}`);
  }
}

/** The JSON of an answer. @throws RefusedError, or Error for what is no JSON */
export function readAnswer(status: number, contentType: string, text: string): unknown {
  if (status !== 200) throw new RefusedError(status);
  if (!/^application\/json\b/i.test(contentType)) throw new Error('Confluence answered with something else than JSON');
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('Confluence answered with broken JSON');
  }
}
