/** Throws for one word only; each of its letters is a step of its own, which nothing but the code that runs tells. */
export function steps(text: string): void {
  if (!text.startsWith('f')) return;
  if (text.charAt(1) !== 'u') return;
  if (text.charAt(2) !== 'z') return;
  if (text.charAt(3) !== 'z') return;
  if (text.charAt(4) === '!') throw new Error('the planted fault');
}

/** Never ends once the text holds a certain sign. */
export function endless(text: string): void {
  while (text.includes('endless'));
}
