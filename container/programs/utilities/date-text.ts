/** Dates as people type them for `date -d`. */

import { offsetAt, timeShown } from './zone.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const SECONDS: Record<string, number> = { sec: 1, second: 1, min: 60, minute: 60, hour: 3600 };

/** What was said so far. */
interface Parts {
  day: [year: number, month: number, day: number] | null;
  /** Milliseconds since midnight. */
  time: number | null;
  /** Minutes east of Greenwich. */
  offset: number | null;
  weekday: number | null;
  months: number;
  days: number;
  milliseconds: number;
}

type Rule = [pattern: RegExp, take: (parts: Parts, groups: (string | undefined)[]) => boolean | void];

const number = (text: string | undefined): number => Number(text ?? 0);
const RELATIVE = /^([-+]?)\s*(\d+)?\s*(year|month|fortnight|week|day|hour|minute|min|second|sec)s?\b(\s+ago\b)?/;

const RULES: Rule[] = [
  [
    /^(\d{4})-(\d\d?)-(\d\d?)(?:[t ]+(?=\d\d?:)|$|(?=\s|[-+]))/,
    (parts, [year, month, day]) => dayIs(parts, number(year), number(month), number(day)),
  ],
  [
    /^(\d{4})(\d\d)(\d\d)(?=\s|$|t)t?/,
    (parts, [year, month, day]) => dayIs(parts, number(year), number(month), number(day)),
  ],
  [
    /^(\d\d?)\/(\d\d?)\/(\d{4})\b/,
    (parts, [month, day, year]) => dayIs(parts, number(year), number(month), number(day)),
  ],
  [
    /^(\d\d?)[ -]+([a-z]{3})[a-z]*[ -]+(\d{4})\b/,
    (parts, [day, month, year]) => dayIs(parts, number(year), MONTHS.indexOf(month!) + 1, number(day)),
  ],
  [
    /^([a-z]{3})[a-z]* +(\d\d?),? +(\d{4})\b(?!:)/,
    (parts, [month, day, year]) => dayIs(parts, number(year), MONTHS.indexOf(month!) + 1, number(day)),
  ],
  [
    /^(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:\s*([ap])\.?m\b\.?)?/,
    (parts, [hour, minute, second, fraction = '', half]) => {
      if (number(hour) > (half ? 12 : 23) || number(minute) > 59 || number(second) > 60) return false;
      const hours = half ? (number(hour) % 12) + (half === 'p' ? 12 : 0) : number(hour);
      parts.time = ((hours * 60 + number(minute)) * 60 + number(second)) * 1000 + Number(`0.${fraction}0`) * 1000;
      return true;
    },
  ],
  [
    /^(?:utc|gmt)?([-+])(\d\d):?(\d\d)?(?=\s|$)/,
    (parts, [sign, hours, minutes]) => {
      parts.offset = (sign === '-' ? -1 : 1) * (number(hours) * 60 + number(minutes));
    },
  ],
  [/^(?:utc|gmt|z)\b/, (parts) => void (parts.offset = 0)],
  [/^(?:now|today)\b/, () => undefined],
  [/^midnight\b/, (parts) => void (parts.time = 0)],
  [/^noon\b/, (parts) => void (parts.time = 12 * 3600 * 1000)],
  [/^yesterday\b/, (parts) => void parts.days--],
  [/^tomorrow\b/, (parts) => void parts.days++],
  [RELATIVE, relative],
  [
    /^(sun|mon|tue|wed|thu|fri|sat)[a-z]*\b,?/,
    (parts, [name]) => {
      parts.weekday = WEEKDAYS.indexOf(name!);
      parts.time ??= 0;
    },
  ],
];

/**
 * `2024-01-31`, `2024-01-31T10:00:00Z`, `31 Jan 2024`, `@1700000000`, `tomorrow`, `2 days ago`, `next month`, and their
 * like, one behind the other.
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970; null for what is none
 */
export function parseDate(text: string, now: number, utc: boolean): number | null {
  const absolute = /^\s*@(-?\d+(?:\.\d*)?)\s*$/.exec(text);
  if (absolute) return Number(absolute[1]) * 1000;
  const parts: Parts = { day: null, time: null, offset: null, weekday: null, months: 0, days: 0, milliseconds: 0 };
  let rest = text.trim().toLowerCase();
  if (rest === '') parts.time = 0;
  while (rest !== '') {
    // `next month` is one month more, `last month` one less.
    const side = /^(next|last)\s+/.exec(rest);
    if (side) rest = `${side[1] === 'next' ? '+1' : '-1'} ${rest.slice(side[0].length)}`;
    const rule = RULES.find(([pattern]) => pattern.test(rest));
    if (!rule) return null;
    const [all, ...groups] = rule[0].exec(rest)!;
    if (rule[1](parts, groups) === false) return null;
    rest = rest.slice(all.length).trimStart();
  }
  return timeOf(parts, now, utc);
}

function dayIs(parts: Parts, year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (parts.day || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return false;
  parts.day = [year, month - 1, day];
  parts.time ??= 0;
  return true;
}

function relative(parts: Parts, [sign, count = '1', unit = '', ago]: (string | undefined)[]): void {
  const amount = Number(count) * (sign === '-' ? -1 : 1) * (ago === undefined ? 1 : -1);
  if (unit === 'year') parts.months += 12 * amount;
  else if (unit === 'month') parts.months += amount;
  else if (unit in SECONDS) parts.milliseconds += SECONDS[unit]! * 1000 * amount;
  else parts.days += amount * (unit === 'week' ? 7 : unit === 'fortnight' ? 14 : 1);
}

function timeOf({ day, time, offset, weekday, months, days, milliseconds }: Parts, now: number, utc: boolean): number {
  const zone = offset ?? (utc ? 0 : null);
  // Now, as clocks of that zone show it.
  const clock = new Date(now + (zone ?? offsetAt(now)) * 60_000);
  const [year, month, date] = day ?? [clock.getUTCFullYear(), clock.getUTCMonth(), clock.getUTCDate()];
  const midnight = new Date(Date.UTC(year, month + months, date + days));
  if (weekday !== null) midnight.setUTCDate(midnight.getUTCDate() + ((weekday - midnight.getUTCDay() + 7) % 7));
  const shown = midnight.getTime() + (time ?? clock.getTime() % 86_400_000);
  return (zone === null ? timeShown(shown) : shown - zone * 60_000) + milliseconds;
}
