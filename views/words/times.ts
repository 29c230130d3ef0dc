/** How points in time are written for one reader. */
export interface Times {
  /** A point in time as its day: `3 Nov 2026`. */
  day(time: Date): string;
  /** A point in time to the minute, with its time zone. */
  minute(time: Date): string;
  /** A calendar day (`YYYY-MM-DD`), the same in every time zone; what is none stays as it is. */
  calendarDay(day: string): string;
}

/** The same in the server and in a frame's script, which writes times anew in place. @throws RangeError for a locale or time zone that is none */
export function createTimes(locale: string, timeZone: string): Times {
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone });
  const calendarDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const minute = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone, timeZoneName: 'short' });
  return {
    day: (time) => day.format(time),
    minute: (time) => minute.format(time),
    calendarDay(text) {
      const time = new Date(`${text}T00:00:00Z`);
      return Number.isNaN(time.getTime()) ? text : calendarDay.format(time);
    },
  };
}
