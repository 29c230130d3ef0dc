/**
 * Adds the time of day by the viewer's own clock to moments to come, which the server could only tell from now on. `data-clock` keeps
 * the server's words, so that a clock can be told anew in another time zone.
 */
export function tellClocks(): void {
  const { lang, dataset } = document.documentElement;
  const format = new Intl.DateTimeFormat(dataset.locale ?? lang, { hour: '2-digit', minute: '2-digit', timeZone: dataset.zone, timeZoneName: 'short' });
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-clock]')) {
    const words = time.dataset.clock || (time.textContent ?? '');
    time.dataset.clock = words;
    time.textContent = `${words} (${format.format(Date.parse(time.dateTime))})`;
  }
}
