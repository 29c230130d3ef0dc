/** When a calendar day (`YYYY-MM-DD`) begins in a time zone, or the one that comes so many days after it; undefined for what is no day. */
export function beginOfDay(day: string, timeZone: string, daysAfter = 0): Date | undefined {
  const midnight = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(midnight)) return undefined;
  const meant = midnight + daysAfter * 86_400_000;
  // What the clocks show then tells how far off the first guess is; the second is off only where they change in between.
  const guess = meant - aheadOf(meant, timeZone);
  return new Date(meant - aheadOf(guess, timeZone));
}

/** How far the clocks of a time zone are ahead of UTC at a moment, in milliseconds. */
function aheadOf(moment: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(moment / 1_000) * 1_000;
}
