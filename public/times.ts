import { tellClocks } from './clocks.js';
import { createTimes, type Times } from '../views/words/times.js';

/**
 * Writes the points in time of this frame's content anew, as the server would: their days, and in the tooltip the minute
 * (views/parts/moment.tsx); or the minute where `data-time` says so; and the times of day that were told already (clocks.ts). An unknown time zone changes nothing.
 */
export function rewriteTimes(locale: string, zone: string): void {
  const times = timesOf(locale, zone);
  if (!times) return;
  Object.assign(document.documentElement.dataset, { locale, zone });
  for (const element of document.querySelectorAll<HTMLTimeElement>('time[datetime]:not([data-clock])')) {
    element.textContent = textOf(element, times);
    if (element.title) element.title = times.minute(new Date(element.dateTime));
  }
  tellClocks();
}

function textOf({ dateTime, dataset }: HTMLTimeElement, times: Times): string {
  if (!dateTime.includes('T')) return times.calendarDay(dateTime);
  return dataset.time === 'minute' ? times.minute(new Date(dateTime)) : times.day(new Date(dateTime));
}

function timesOf(locale: string, zone: string): Times | undefined {
  try {
    return createTimes(locale, zone);
  } catch {
    return undefined;
  }
}
