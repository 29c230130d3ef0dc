import type { Response } from 'supertest';

/** Remembers every secret of a walk through the app and everything that the app said, and tells where the two met. */
export interface Witness {
  /** `belongsIn` are the names of answers that must hold it. */
  keep(name: string, secret: string | undefined, ...belongsIn: readonly string[]): void;
  /** Keeps an answer of the app, headers included, under a name. */
  hear<T extends Response>(name: string, answer: Promise<T>): Promise<T>;
  /** One line for each secret that was found where it doesn't belong, in any of the spellings that programs give it. */
  leaks(log: string): string[];
  /** The names of all secrets that were kept. */
  kept(): string[];
}

export function createWitness(): Witness {
  const secrets = new Map<string, { readonly name: string; readonly belongsIn: readonly string[] }>();
  const heard: { readonly name: string; readonly text: string }[] = [];
  return {
    keep(name, secret, ...belongsIn) {
      if (secret === undefined || secret.length < 8) throw new Error(`There is no ${name} to keep.`);
      if (!secrets.has(secret)) secrets.set(secret, { name, belongsIn });
    },
    async hear(name, answer) {
      const response = await answer;
      heard.push({ name, text: `${JSON.stringify(response.headers)}\n${response.text}` });
      return response;
    },
    leaks(log) {
      return [...secrets].flatMap(([secret, { name, belongsIn }]) => {
        const isIn = (text: string) => spellings(secret).some((spelling) => text.includes(spelling));
        const answers = heard.filter((answer) => !belongsIn.includes(answer.name) && isIn(answer.text));
        return [...(isIn(log) ? [`${name} in the log`] : []), ...answers.map((answer) => `${name} in the answer to ${answer.name}`)];
      });
    },
    kept: () => [...new Set([...secrets.values()].map(({ name }) => name))],
  };
}

function spellings(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [secret, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')];
}
