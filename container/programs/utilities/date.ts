import { statSync } from 'node:fs';
import { Failure, readOptions, reason, write } from './common.ts';
import { parseDate } from './date-text.ts';
import { offsetAt, zoneNameAt } from './zone.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const ISO: Record<string, string> = {
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};
const RFC_3339: Record<string, string> = {
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%d %H:%M:%S%:z',
  ns: '%Y-%m-%d %H:%M:%S.%N%:z',
};
const DAY_MS = 86_400_000;

/** `date [-u] [-d TEXT | -r FILE] [-I[PART] | -R | --rfc-3339=PART | +FORMAT]` */
export function date(words: string[]): number {
  // -I has its part attached or none, which no other option has.
  const rest = words.map((word) => word.replace(/^-I(.*)$/, '--iso-8601=$1').replace(/^--iso-8601$/, '$&='));
  const { values, operands } = readOptions(rest, {
    utc: { type: 'boolean', short: 'u' },
    universal: { type: 'boolean' },
    date: { type: 'string', short: 'd' },
    reference: { type: 'string', short: 'r' },
    'iso-8601': { type: 'string' },
    'rfc-email': { type: 'boolean', short: 'R' },
    'rfc-3339': { type: 'string' },
  });
  const utc = Boolean(values.utc || values.universal);
  const formats = [
    ...(values['iso-8601'] === undefined ? [] : [partOf(ISO, values['iso-8601'] || 'date', '--iso-8601')]),
    ...(values['rfc-3339'] === undefined ? [] : [partOf(RFC_3339, values['rfc-3339'], '--rfc-3339')]),
    ...(values['rfc-email'] ? ['%a, %d %b %Y %H:%M:%S %z'] : []),
  ];
  for (const operand of operands) {
    if (!operand.startsWith('+')) throw new Failure(`the clock cannot be set: '${operand}'; a format begins with +`);
    formats.push(operand.slice(1));
  }
  if (operands.length > 1) throw new Failure(`extra operand '${operands[1]}'`);
  if (formats.length > 1) throw new Failure('multiple output formats specified');
  if (values.date !== undefined && values.reference !== undefined)
    throw new Failure('the options to specify dates for printing are mutually exclusive');
  const time = values.reference === undefined ? timeOf(values.date, utc) : modified(values.reference);
  write(`${format(formats[0] ?? '%a %b %e %H:%M:%S %Z %Y', time, utc)}\n`);
  return 0;
}

function partOf(parts: Record<string, string>, name: string, option: string): string {
  const found = Object.keys(parts).find((each) => each.startsWith(name));
  if (found === undefined) throw new Failure(`invalid argument '${name}' for '${option}'`);
  return parts[found]!;
}

function timeOf(text: string | undefined, utc: boolean): number {
  if (text === undefined) return Date.now();
  const time = parseDate(text, Date.now(), utc);
  if (time === null) throw new Failure(`invalid date '${text}'`);
  return time;
}

function modified(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch (error) {
    throw new Failure(`${file}: ${reason(error)}`);
  }
}

/** One time, in the parts that formats ask for. */
interface Moment {
  /** A date whose UTC is the time that clocks show. */
  clock: Date;
  /** Milliseconds since 1970, with a fraction. */
  time: number;
  /** Minutes east of Greenwich. */
  offset: number;
  utc: boolean;
}

/** How wide a part is, and what fills it. */
type Field = [value: number, width: number, fill?: '0' | ' '];

const hour12 = ({ clock }: Moment): number => clock.getUTCHours() % 12 || 12;
const yearDay = ({ clock }: Moment): number =>
  Math.floor((clock.getTime() - Date.UTC(clock.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;
/** The week of the year; before its first `first` (0 is Sunday) comes week 0. */
const week = (moment: Moment, first: number): number =>
  Math.floor((yearDay(moment) + 6 - ((moment.clock.getUTCDay() - first + 7) % 7)) / 7);

/** Year and week of ISO 8601: those of the week's Thursday. */
function isoWeek({ clock }: Moment): [year: number, week: number] {
  const thursday = new Date(clock.getTime() + (3 - ((clock.getUTCDay() + 6) % 7)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  return [year, Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1];
}

const NUMBERS: Record<string, (moment: Moment) => Field> = {
  Y: ({ clock }) => [clock.getUTCFullYear(), 1],
  C: ({ clock }) => [Math.floor(clock.getUTCFullYear() / 100), 2],
  y: ({ clock }) => [clock.getUTCFullYear() % 100, 2],
  m: ({ clock }) => [clock.getUTCMonth() + 1, 2],
  d: ({ clock }) => [clock.getUTCDate(), 2],
  e: ({ clock }) => [clock.getUTCDate(), 2, ' '],
  H: ({ clock }) => [clock.getUTCHours(), 2],
  k: ({ clock }) => [clock.getUTCHours(), 2, ' '],
  I: (moment) => [hour12(moment), 2],
  l: (moment) => [hour12(moment), 2, ' '],
  M: ({ clock }) => [clock.getUTCMinutes(), 2],
  S: ({ clock }) => [clock.getUTCSeconds(), 2],
  s: ({ time }) => [Math.floor(time / 1000), 1],
  j: (moment) => [yearDay(moment), 3],
  u: ({ clock }) => [clock.getUTCDay() || 7, 1],
  w: ({ clock }) => [clock.getUTCDay(), 1],
  U: (moment) => [week(moment, 0), 2],
  W: (moment) => [week(moment, 1), 2],
  V: (moment) => [isoWeek(moment)[1], 2],
  G: (moment) => [isoWeek(moment)[0], 1],
  g: (moment) => [isoWeek(moment)[0] % 100, 2],
  q: ({ clock }) => [Math.floor(clock.getUTCMonth() / 3) + 1, 1],
};

const TEXTS: Record<string, (moment: Moment) => string> = {
  a: ({ clock }) => DAYS[clock.getUTCDay()]!.slice(0, 3),
  A: ({ clock }) => DAYS[clock.getUTCDay()]!,
  b: ({ clock }) => MONTHS[clock.getUTCMonth()]!.slice(0, 3),
  h: ({ clock }) => MONTHS[clock.getUTCMonth()]!.slice(0, 3),
  B: ({ clock }) => MONTHS[clock.getUTCMonth()]!,
  p: ({ clock }) => (clock.getUTCHours() < 12 ? 'AM' : 'PM'),
  P: ({ clock }) => (clock.getUTCHours() < 12 ? 'am' : 'pm'),
  // Where the engine knows no name it is the offset, as in zones that have none.
  Z: (moment) => (moment.utc ? 'UTC' : (zoneNameAt(moment.time) ?? zone(moment, 3).replace(':', ''))),
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};

/** What stands for several others. */
const COMPOUND: Record<string, string> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** @param time milliseconds since 1970 */
export function format(text: string, time: number, utc: boolean): string {
  const offset = utc ? 0 : offsetAt(time);
  const moment: Moment = { clock: new Date(time + offset * 60_000), time, offset, utc };
  const written = (text: string): string =>
    text.replace(/%([-_0^#]*)(\d*)(:{0,3}z|[a-zA-Z%])/g, (all, flags: string, width: string, letter: string) => {
      const compound = COMPOUND[letter];
      if (compound !== undefined) return letters(written(compound), flags).padStart(Number(width));
      const number = NUMBERS[letter]?.(moment);
      if (number) return padded(number, flags, width);
      if (letter === 'N') {
        const digits = String(Math.floor((((time % 1000) + 1000) % 1000) * 1e6)).padStart(9, '0');
        return width === '' ? digits : digits.slice(0, Number(width)).padEnd(Number(width), '0');
      }
      if (letter.endsWith('z')) return zone(moment, letter.length - 1);
      const own = TEXTS[letter];
      return own ? letters(own(moment), flags).padStart(Number(width), flags.includes('0') ? '0' : ' ') : all;
    });
  return written(text);
}

function letters(text: string, flags: string): string {
  if (flags.includes('^')) return text.toUpperCase();
  if (!flags.includes('#')) return text;
  return text === 'AM' || text === 'PM' ? text.toLowerCase() : text.toUpperCase();
}

function padded([value, width, fill = '0']: Field, flags: string, asked: string): string {
  const sign = [...flags].findLast((flag) => '-_0'.includes(flag));
  if (sign === '-' && asked === '') return String(value);
  const filler = sign === '_' ? ' ' : sign === '0' ? '0' : fill;
  const digits = String(Math.abs(value)).padStart(asked === '' ? width : Number(asked), filler);
  return value < 0 ? `-${digits}` : digits;
}

/** `+0100`, `+01:00`, `+01:00:00`, or as short as it can be. */
function zone({ offset }: Moment, colons: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}`;
  const minutes = two(Math.abs(offset) % 60);
  if (colons === 0) return hours + minutes;
  if (colons === 3) return minutes === '00' ? hours : `${hours}:${minutes}`;
  return `${hours}:${minutes}${colons === 2 ? ':00' : ''}`;
}
