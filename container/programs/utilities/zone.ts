/** Time zones: that of `TZ`, by its name in the IANA's list, or else the machine's. */

import { Failure } from './common.ts';

/** Minutes east of Greenwich at a time, in milliseconds since 1970. */
export function offsetAt(time: number): number {
  const timeZone = process.env['TZ'];
  if (!timeZone) return -new Date(time).getTimezoneOffset();
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const parts = partsAt(time, 'en-US', { timeZone, hourCycle: 'h23', ...numeric });
  const [year, month, day, hour, minute] = ['year', 'month', 'day', 'hour', 'minute'].map((type) =>
    Number(parts[type]),
  );
  return Math.round((Date.UTC(year!, month! - 1, day, hour, minute) - time) / 60_000);
}

/** A zone's short name at a time; null when the engine knows none. */
export function zoneNameAt(time: number): string | null {
  const timeZone = process.env['TZ'] || undefined;
  // Each knows the names that are used where it is spoken.
  for (const language of ['en-US', 'en-GB', 'en-AU', 'en-IN']) {
    const { timeZoneName = '' } = partsAt(time, language, { timeZone, timeZoneName: 'short' });
    if (/^[A-Z]+$/.test(timeZoneName)) return timeZoneName;
  }
  return null;
}

/** The time at which clocks show what UTC shows at `shown`. */
export function timeShown(shown: number): number {
  const near = shown - offsetAt(shown) * 60_000;
  return shown - offsetAt(near) * 60_000;
}

function partsAt(time: number, language: string, options: Intl.DateTimeFormatOptions): Record<string, string> {
  try {
    const parts = new Intl.DateTimeFormat(language, options).formatToParts(time);
    return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(`TZ=${options.timeZone}: no time zone of that name is known here`);
  }
}
