/** What `printf` writes, as a program and in the shell. */

const ESCAPES: Record<string, string> = {
  ...{ a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '"': '"' },
};
const DIRECTIVE =
  /%(?:%|([-+ 0#]*)(\*|\d+)?(?:\.(\*|-?\d*))?[hlLjzt]*([a-zA-Z]))|\\(c|x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[^])|[^%\\]+|[%\\]/g;

export interface Printed {
  /** Bytes, each as a character: escapes can stand for any byte. */
  bytes: Buffer;
  /** What was wrong with values; the exit code is 1 then. */
  problems: string[];
  /** The first value that the format had no use for. */
  unused: string | undefined;
}

/**
 * `FORMAT [VALUE…]`: the format is used again while there are values.
 * @throws RangeError for a format that makes no sense
 */
export function printed(format: string, values: readonly string[]): Printed {
  const rest = [...values];
  const problems: string[] = [];
  const parts: Buffer[] = [];
  const put = (text: string) => parts.push(Buffer.from(text));
  const next = () => rest.shift();
  const number = (kind: 'integer' | 'float'): number | bigint => numberOf(next(), kind, problems);
  let again = true;
  while (again) {
    const before = rest.length;
    for (const [all, flags = '', width, precision, letter, escaped] of format.matchAll(DIRECTIVE)) {
      if (escaped === 'c') return { bytes: Buffer.concat(parts), problems, unused: undefined };
      if (escaped !== undefined) {
        const byte = byteOf(escaped);
        if (byte === null) put(ESCAPES[escaped] ?? all);
        else parts.push(Buffer.from([byte]));
      } else if (all === '%%') put('%');
      else if (letter === undefined) {
        if (all === '%') throw new RangeError("'%': a letter is missing");
        put(all);
      } else {
        const wide = width === '*' ? Number(number('integer')) : Number(width ?? 0);
        const exact = precision === undefined ? null : Number(precision === '*' ? number('integer') : precision || 0);
        const left = flags.includes('-') || wide < 0;
        const pad = (text: string, filler = ' ') =>
          left ? text.padEnd(Math.abs(wide)) : text.padStart(Math.abs(wide), filler);
        if (letter === 's') put(pad(next()?.slice(0, exact ?? undefined) ?? ''));
        else if (letter === 'c') put(pad([...(next() ?? '')][0] ?? ''));
        else if (letter === 'b') {
          const { bytes, ends } = unescaped(next() ?? '');
          parts.push(bytes, Buffer.from(' '.repeat(Math.max(0, Math.abs(wide) - bytes.length))));
          if (!left) parts.push(...parts.splice(-2).reverse());
          if (ends) return { bytes: Buffer.concat(parts), problems, unused: undefined };
        } else if ('diouxX'.includes(letter)) {
          const value = BigInt(number('integer'));
          const digits = integer(value, letter, flags.includes('#')).padStart(exact ?? 0, '0');
          const sign = signOf(value < 0n && 'di'.includes(letter), flags, 'di'.includes(letter));
          put(zeroPadded(sign, digits, flags, exact === null && !left ? wide : 0, pad));
        } else if ('eEfFgG'.includes(letter)) {
          const value = Number(number('float'));
          const digits = float(Math.abs(value), letter, exact ?? 6, flags.includes('#'));
          const sign = signOf(value < 0 || Object.is(value, -0), flags, true);
          put(zeroPadded(sign, digits, Number.isFinite(value) ? flags : '', left ? 0 : wide, pad));
        } else throw new RangeError(`${all}: invalid conversion specification`);
      }
    }
    again = rest.length > 0 && rest.length < before;
  }
  return { bytes: Buffer.concat(parts), problems, unused: rest[0] };
}

function zeroPadded(sign: string, digits: string, flags: string, width: number, pad: (text: string) => string): string {
  return flags.includes('0') ? pad(sign + digits.padStart(width - sign.length, '0')) : pad(sign + digits);
}

function signOf(negative: boolean, flags: string, signed: boolean): string {
  if (negative) return '-';
  if (!signed) return '';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

/** `12`, `0x1f`, `017`, `'a` (the character's number). What is none counts as far as it is one, and is told. */
function numberOf(text: string | undefined, kind: 'integer' | 'float', problems: string[]): number | bigint {
  if (text === undefined || text === '') return 0;
  if (/^['"]./su.test(text)) return text.codePointAt(1)!;
  const pattern =
    kind === 'integer'
      ? /^\s*([-+]?)(0x[\da-f]+|0[0-7]*|[1-9]\d*)/i
      : /^\s*([-+]?)((?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?|nan)/i;
  const [all = '', sign = '', digits = ''] = pattern.exec(text) ?? [];
  if (digits === '') {
    problems.push(`'${text}': expected a numeric value`);
    return 0;
  }
  if (all.length < text.length) problems.push(`'${text}': value not completely converted`);
  if (kind === 'float') {
    const value = /^inf/i.test(digits) ? Infinity : Number(digits);
    return sign === '-' ? -value : value;
  }
  const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === '-' ? -value : value;
}

/** Without the sign, which unsigned ones of 64 bits do not have. */
function integer(value: bigint, letter: string, alternate: boolean): string {
  if ('di'.includes(letter)) return String(value < 0n ? -value : value);
  const unsigned = BigInt.asUintN(64, value);
  if (letter === 'u') return String(unsigned);
  if (letter === 'o') return `${alternate && unsigned !== 0n ? '0' : ''}${unsigned.toString(8)}`;
  const digits = `${alternate && unsigned !== 0n ? '0x' : ''}${unsigned.toString(16)}`;
  return letter === 'X' ? digits.toUpperCase() : digits;
}

function float(value: number, letter: string, precision: number, alternate: boolean): string {
  const small = letter.toLowerCase();
  const shown = Number.isFinite(value)
    ? floatDigits(value, small, precision, alternate)
    : Number.isNaN(value)
      ? 'nan'
      : 'inf';
  return letter === small ? shown : shown.toUpperCase();
}

function floatDigits(value: number, letter: string, precision: number, alternate: boolean): string {
  /** At least two digits. */
  const exponential = (places: number) => rounded(value, places, 'toExponential').replace(/e([-+])(\d)$/, 'e$10$2');
  if (letter === 'e') return exponential(precision);
  if (letter === 'f') return rounded(value, precision, 'toFixed');
  const digits = precision || 1;
  const exponent = Number(rounded(value, digits - 1, 'toExponential').split('e')[1]);
  const text =
    exponent < -4 || exponent >= digits ? exponential(digits - 1) : rounded(value, digits - 1 - exponent, 'toFixed');
  return alternate || !text.includes('.') ? text : text.replace(/\.?0+(?=e|$)/, '');
}

/** As C rounds: what lies in the middle goes to the even digit, where JavaScript takes the larger one. */
function rounded(value: number, places: number, form: 'toFixed' | 'toExponential'): string {
  const most = 100;
  const exact = new RegExp(`^(\\d+\\.\\d{${Math.min(places, most)}})50*(e.*)?$`).exec(value[form](most));
  const [, kept = '', exponent = ''] = exact ?? [];
  return /[02468]\.?$/.test(kept) ? kept.replace(/\.$/, '') + exponent : value[form](Math.min(places, most));
}

/** The byte of `\x41` and `\101`, without the backslash; null for other letters. */
function byteOf(escaped: string): number | null {
  if (/^x./.test(escaped)) return parseInt(escaped.slice(1), 16);
  return /^[0-7]/.test(escaped) ? parseInt(escaped, 8) & 0xff : null;
}

/** What `%b` makes of a value; `\c` ends everything. */
function unescaped(text: string): { bytes: Buffer; ends: boolean } {
  const parts: Buffer[] = [];
  for (const [all, escaped] of text.matchAll(/\\(c|x[0-9a-fA-F]{1,2}|0?[0-7]{1,3}|[^])|[^\\]+|\\/g)) {
    if (escaped === 'c') return { bytes: Buffer.concat(parts), ends: true };
    const byte = escaped === undefined ? null : byteOf(escaped);
    parts.push(byte === null ? Buffer.from(ESCAPES[escaped ?? ''] ?? all) : Buffer.from([byte]));
  }
  return { bytes: Buffer.concat(parts), ends: false };
}
