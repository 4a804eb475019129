/** Programs that read text: cat, head, tail, wc, sort, uniq. */

import { statSync, watch } from 'node:fs';
import {
  Failure,
  contents,
  forEach,
  linesOf,
  numberOf,
  orStdin,
  pieces,
  readOptions,
  reason,
  complain,
  write,
} from './common.ts';

const tellFile = (file: string, why: string): string => `${file}: ${why}`;

export function cat(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    number: { type: 'boolean', short: 'n' },
    unbuffered: { type: 'boolean', short: 'u' },
  });
  let line = 0;
  return forEach(orStdin(operands), tellFile, (file) => {
    if (values.number) for (const text of linesOf(file)) write(`${String(++line).padStart(6)}\t${text}`);
    else for (const piece of pieces(file)) write(piece);
  });
}

/** `head -5` and `tail -5`: the old way to write -n. */
const withOldCount = (words: string[]): string[] =>
  words.map((word, at) => (/^-\d+$/.test(word) && !/^-[nc]$/.test(words[at - 1] ?? '') ? `-n${word.slice(1)}` : word));

const countOptions = {
  lines: { type: 'string', short: 'n' },
  bytes: { type: 'string', short: 'c' },
  quiet: { type: 'boolean', short: 'q' },
} as const;

/** The header over each of several files. */
function title(file: string, at: number, operands: string[], quiet = false): void {
  if (operands.length < 2 || quiet) return;
  write(`${at === 0 ? '' : '\n'}==> ${file === '-' ? 'standard input' : file} <==\n`);
}

const tellOpen = (file: string, why: string): string =>
  why === 'Is a directory' ? `error reading '${file}': ${why}` : `cannot open '${file}' for reading: ${why}`;

export function head(words: string[]): Promise<number> {
  const { values, operands } = readOptions(withOldCount(words), countOptions);
  const bytes = values.bytes !== undefined;
  const count = numberOf(values.bytes ?? values.lines ?? '10', `number of ${bytes ? 'bytes' : 'lines'}`);
  if (count < 0) throw new Failure(`a negative number is not known here: '${count}'`);
  let shown = 0;
  return forEach(orStdin(operands), tellOpen, (file) => {
    let left = count;
    const source: Iterable<Buffer | string> = bytes ? pieces(file) : linesOf(file);
    let titled = false;
    const once = () => {
      if (!titled) title(file, shown++, operands, values.quiet);
      titled = true;
    };
    if (left > 0) {
      for (const part of source) {
        once();
        write(typeof part === 'string' ? part : part.subarray(0, left));
        left -= typeof part === 'string' ? 1 : part.length;
        if (left <= 0) break;
      }
    }
    once();
  });
}

export async function tail(words: string[]): Promise<number> {
  const { values, operands } = readOptions(withOldCount(words), {
    ...countOptions,
    follow: { type: 'boolean', short: 'f' },
    name: { type: 'boolean', short: 'F' },
  });
  const given = values.bytes ?? values.lines ?? '10';
  const count = Math.abs(numberOf(given, `number of ${values.bytes === undefined ? 'lines' : 'bytes'}`));
  /** `+5`: from the fifth on. */
  const from = given.startsWith('+') ? Math.max(count - 1, 0) : count === 0 ? Infinity : -count;
  let shown = 0;
  const status = await forEach(orStdin(operands), tellOpen, (file) => {
    const parts = values.bytes === undefined ? [...linesOf(file)] : contents(file);
    title(file, shown++, operands, values.quiet);
    if (Array.isArray(parts)) write(parts.slice(from).join(''));
    else write(parts.subarray(from));
  });
  const followed = operands.filter((file) => file !== '-' && statSync(file, { throwIfNoEntry: false })?.isFile());
  if ((values.follow || values.name) && followed.length > 0) await Promise.all(followed.map((file) => follow(file)));
  return status;
}

/** Writes what is added to a file from now on; never ends. A file that became shorter is begun anew. */
function follow(file: string): Promise<never> {
  let at = statSync(file).size;
  return new Promise((_, reject) => {
    watch(file, () => {
      try {
        const { size } = statSync(file, { throwIfNoEntry: false }) ?? { size: at };
        if (size < at) {
          complain(`${file}: file truncated`);
          at = 0;
        }
        if (size > at) write(contents(file).subarray(at, size));
        at = size;
      } catch (error) {
        reject(new Failure(`${file}: ${reason(error)}`));
      }
    });
  });
}

export async function wc(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    lines: { type: 'boolean', short: 'l' },
    words: { type: 'boolean', short: 'w' },
    chars: { type: 'boolean', short: 'm' },
    bytes: { type: 'boolean', short: 'c' },
  });
  const none = !values.lines && !values.words && !values.chars && !values.bytes;
  const wanted = [none || values.lines, none || values.words, values.chars, none || values.bytes];
  const rows: { counts: number[]; name: string }[] = [];
  const status = await forEach(orStdin(operands), tellFile, (file) => {
    const bytes = contents(file);
    const text = bytes.toString();
    const counts = [
      text.split('\n').length - 1,
      text.split(/\s+/).filter(Boolean).length,
      [...text].length,
      bytes.length,
    ];
    rows.push({ counts: counts.filter((_, at) => wanted[at]), name: operands.length === 0 ? '' : file });
  });
  if (operands.length > 1) {
    const sums = wanted.filter(Boolean).map((_, at) => rows.reduce((sum, { counts }) => sum + counts[at]!, 0));
    rows.push({ counts: sums, name: 'total' });
  }
  // As GNU's: columns as wide as the number of all bytes; of what is no file nobody knows it ahead.
  const size = operands.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
  const single = wanted.filter(Boolean).length === 1 && rows.length === 1;
  const width = single ? 1 : orStdin(operands).includes('-') ? 7 : String(size).length;
  for (const { counts, name } of rows) {
    write(`${counts.map((count) => String(count).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`);
  }
  return status;
}

export async function sort(words: string[]): Promise<number> {
  const { values, operands } = readOptions(
    words,
    {
      numeric: { type: 'boolean', short: 'n' },
      reverse: { type: 'boolean', short: 'r' },
      unique: { type: 'boolean', short: 'u' },
      fold: { type: 'boolean', short: 'f' },
      key: { type: 'string', short: 'k' },
      separator: { type: 'string', short: 't' },
      output: { type: 'string', short: 'o' },
    },
    2,
  );
  if (values.output !== undefined) throw new Failure('-o is not known here: write sort … > FILE', 2);
  const key = keyOf(values.key, values.separator);
  const lines: string[] = [];
  const tell = (file: string, why: string) => `cannot read: ${file}: ${why}`;
  const status = await forEach(
    orStdin(operands),
    tell,
    (file) => {
      for (const line of linesOf(file)) lines.push(line.replace(/\n$/, ''));
    },
    2,
  );
  const folded = (text: string) => (values.fold ? text.toUpperCase() : text);
  const plain = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  const byKey = (a: string, b: string) =>
    (values.numeric || key.numeric
      ? leadingNumber(key.of(a)) - leadingNumber(key.of(b))
      : plain(folded(key.of(a)), folded(key.of(b)))) * (values.reverse || key.reverse ? -1 : 1);
  const sorted = lines.sort((a, b) => byKey(a, b) || (values.unique ? 0 : plain(a, b) * (values.reverse ? -1 : 1)));
  const shown = values.unique ? sorted.filter((line, at) => at === 0 || byKey(line, sorted[at - 1]!) !== 0) : sorted;
  write(shown.map((line) => `${line}\n`).join(''));
  return status;
}

const leadingNumber = (text: string): number => Number(/^\s*(-?\d*\.?\d*)/.exec(text)?.[1] || 0) || 0;

/** `-k 2`, `-k 2,3`, `-k 2n`: the fields that lines are compared by. */
function keyOf(text: string | undefined, separator: string | undefined) {
  const parsed = /^(\d+)(?:,(\d+))?([nr]*)$/.exec(text ?? '1');
  if (!parsed) throw new Failure(`-k ${text}: a key here is a field's number, or FROM,TO, with n or r behind`, 2);
  const [, from = '1', to, flags = ''] = parsed;
  const fields = (line: string) => (separator === undefined ? line.split(/(?<=\S)(?=\s)/) : line.split(separator));
  return {
    numeric: flags.includes('n'),
    reverse: flags.includes('r'),
    of: (line: string) =>
      text === undefined
        ? line
        : fields(line)
            .slice(Number(from) - 1, to === undefined ? undefined : Number(to))
            .join(separator ?? ''),
  };
}

export function uniq(words: string[]): number {
  const { values, operands } = readOptions(words, {
    count: { type: 'boolean', short: 'c' },
    repeated: { type: 'boolean', short: 'd' },
    unique: { type: 'boolean', short: 'u' },
  });
  if (operands.length > 1) throw new Failure(`extra operand '${operands[1]}'`);
  let last: string | null = null;
  let count = 0;
  const end = () => {
    if (last === null || (values.repeated && count < 2) || (values.unique && count > 1)) return;
    write(`${values.count ? `${String(count).padStart(7)} ` : ''}${last}\n`);
  };
  try {
    for (const each of linesOf(operands[0] ?? '-')) {
      const line = each.replace(/\n$/, '');
      if (line === last) count++;
      else {
        end();
        last = line;
        count = 1;
      }
    }
  } catch (error) {
    throw new Failure(`${operands[0] ?? '-'}: ${reason(error)}`);
  }
  end();
  return 0;
}
