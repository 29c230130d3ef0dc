/** What one check has found, for the operator: in English, and without a secret. */
export interface Finding {
  readonly result: 'ok' | 'warning' | 'problem';
  /** What was looked at. */
  readonly about: string;
  readonly what: string;
  /** What to do about it. */
  readonly advice?: string | undefined;
}

export const ok = (about: string, what: string, advice?: string): Finding => ({ result: 'ok', about, what, advice });
export const warning = (about: string, what: string, advice: string): Finding => ({ result: 'warning', about, what, advice });
export const problem = (about: string, what: string, advice: string): Finding => ({ result: 'problem', about, what, advice });

/** One line, whatever the texts hold. */
export function printFinding({ result, about, what, advice }: Finding): string {
  const line = `${result.padEnd(7)}  ${about}: ${what}${advice ? ` ${advice}` : ''}`;
  return line.replace(/\s*[\r\n]+\s*/g, ' ');
}
