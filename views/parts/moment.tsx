import type { VNode } from 'preact';
import { useWords } from '../words/context.js';

/** A point in time (ISO 8601) as its day, or to the minute, which else is in the tooltip. What is no time shows nothing. `public/times.ts` writes it anew in place. */
export function Moment({ at, exact = false }: { at: string; exact?: boolean }): VNode | null {
  const words = useWords();
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return null;
  if (exact) {
    return (
      <time dateTime={time.toISOString()} data-time="minute">
        {words.minute(time)}
      </time>
    );
  }
  return (
    <time dateTime={time.toISOString()} title={words.minute(time)}>
      {words.day(time)}
    </time>
  );
}

/** A calendar day (`YYYY-MM-DD`), the same in every time zone. */
export function Day({ day }: { day: string }): VNode | null {
  const words = useWords();
  return Number.isNaN(Date.parse(`${day}T00:00:00Z`)) ? null : <time dateTime={day}>{words.calendarDay(day)}</time>;
}
