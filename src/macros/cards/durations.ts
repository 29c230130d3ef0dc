/** `43 s`, `2 min 43 s`, `1 h 12 min`: how long something took, from seconds. */
export function wordsForDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return together(`${minutes} min`, whole % 60, 's');
  return together(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min');
}

function together(first: string, rest: number, unit: string): string {
  return rest === 0 ? first : `${first} ${rest} ${unit}`;
}
