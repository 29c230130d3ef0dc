import type { VNode } from 'preact';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });

/** A point in time (ISO 8601) as its day; the minute is in the tooltip. What is no time shows nothing. */
export function Moment({ at }: { at: string }): VNode | null {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return null;
  return (
    <time dateTime={time.toISOString()} title={`${EXACT.format(time)} UTC`}>
      {DAY.format(time)}
    </time>
  );
}

/** A calendar day (`YYYY-MM-DD`), the same in every time zone. */
export function Day({ day }: { day: string }): VNode | null {
  const time = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(time.getTime()) ? null : <time dateTime={day}>{DAY.format(time)}</time>;
}
