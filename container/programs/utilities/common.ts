/** What the small programs have in common: how they read options and files, write, and tell what went wrong. */

import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { getSystemErrorMap, parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

/** A program: takes the words behind its name, and answers its exit code. */
export type Utility = (words: string[]) => number | Promise<number>;

/** Ends a program with a message, as `name: message` on stderr. */
export class Failure extends Error {
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

/** The program's own name, for its messages. */
export const ownName = (): string => process.argv[1] ?? '';

/** What a shell says of a program that a broken pipe ended: 128 + SIGPIPE. */
const BROKEN_PIPE = 141;
const READ_SIZE = 64 * 1024;

/** What is printed and not written yet. */
let printed = '';

/** Writes at once, so that what comes after sees it. A reader who has gone ends the program, as SIGPIPE does. */
export function write(data: string | Uint8Array, fd = 1): void {
  if (fd === 1 && printed !== '') flush();
  let bytes = typeof data === 'string' ? Buffer.from(data) : data;
  try {
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(fd, bytes));
  } catch (error) {
    if (codeOf(error) === 'EPIPE') process.exit(BROKEN_PIPE);
    throw error;
  }
}

/** Writes to the standard output in larger pieces: at the latest before the program waits for more to read, or ends. */
export function print(text: string): void {
  printed += text;
  if (printed.length > READ_SIZE) flush();
}

/** Writes what was printed. */
export function flush(): void {
  const text = printed;
  printed = '';
  write(text);
}

/** Tells something that went wrong, and lets the program go on. */
export function complain(message: string): void {
  flush();
  write(`${ownName()}: ${message}\n`, 2);
}

/** The code of a system's error, `ENOENT` and so on; undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

const WORDS: Record<string, string> = {
  EEXIST: 'File exists',
  EISDIR: 'Is a directory',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  EACCES: 'Permission denied',
  EPERM: 'Operation not permitted',
};

/** What went wrong in the system's words, as strerror has them. Throws on what is no system's error. */
export function reason(error: unknown): string {
  const { code, errno } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || code === undefined) throw error;
  const text = WORDS[code] ?? (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? code;
  return text.charAt(0).toUpperCase() + text.slice(1);
}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads options as parseArgs does, and refuses what is unknown with a message that names it.
 * @param code the exit code of a refusal
 */
export function readOptions<const T extends Options>(words: string[], options: T, code = 1) {
  try {
    const args = attached(words, options);
    const { values, positionals, tokens } = parseArgs({ args, options, allowPositionals: true, tokens: true });
    return { values, operands: positionals, tokens };
  } catch (error) {
    const cause = codeOf(error);
    if (!cause?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new Failure((error as Error).message.split(/[.\n]/, 1)[0]!, code);
  }
}

/** Attaches values that begin with a dash to their options (`-f -2`), which parseArgs would take for options too. */
function attached(words: string[], options: Options): string[] {
  const args = [...words];
  const takesValue = (letter: string) =>
    Object.values(options).some(({ type, short }) => type === 'string' && short === letter);
  for (let at = 0; at < args.length && args[at] !== '--'; at++) {
    const word = args[at]!;
    const isLong = options[word.replace(/^--/, '')]?.type === 'string' && word.startsWith('--');
    const letters = /^-[^-]/.test(word) ? [...word.slice(1)] : [];
    const isShort = letters.length > 0 && letters.findIndex(takesValue) === letters.length - 1;
    if ((isLong || isShort) && /^-./.test(args[at + 1] ?? ''))
      args[at] += (isLong ? '=' : '') + args.splice(at + 1, 1)[0]!;
    else if (isLong || isShort) at++;
  }
  return args;
}

/** A number that an option or operand has to be. */
export function numberOf(text: string, what: string, code = 1): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Failure(`invalid ${what}: '${text}'`, code);
  return value;
}

/** The bytes of a file as they come; `-` is the standard input. */
export function* pieces(file: string): Generator<Buffer> {
  const fd = file === '-' ? 0 : openSync(file, 'r');
  try {
    for (;;) {
      flush();
      const buffer = Buffer.alloc(READ_SIZE);
      const count = readSync(fd, buffer);
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } finally {
    if (fd !== 0) closeSync(fd);
  }
}

/** A whole file; `-` is the standard input. */
export const contents = (file: string): Buffer => Buffer.concat([...pieces(file)]);

/** The lines of a file as they come, each with the newline that it has. */
export function* linesOf(file: string): Generator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for (const piece of pieces(file)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split(/(?<=\n)/);
    rest = lines.at(-1)?.endsWith('\n') ? '' : (lines.pop() ?? '');
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** Does something for each operand; what fails is told as `what 'operand': reason`, and the others have their turn. */
export async function forEach(
  operands: string[],
  tell: (operand: string, reason: string) => string,
  work: (operand: string) => void | Promise<void>,
  failed = 1,
): Promise<number> {
  let status = 0;
  for (const operand of operands) {
    try {
      await work(operand);
    } catch (error) {
      if (error instanceof Failure) complain(error.message);
      else complain(tell(operand, reason(error)));
      status = failed;
    }
  }
  return status;
}

/** The operands, or the standard input when there are none. */
export const orStdin = (operands: string[]): string[] => (operands.length > 0 ? operands : ['-']);

/** A size as `ls -h` and `du -h` tell it, rounded up: `532`, `1.5K`, `12M`. */
export function human(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.ceil(value) >= 1024 && unit < 4) {
    value /= 1024;
    unit++;
  }
  const tenths = Math.ceil(value * 10) / 10;
  return `${unit > 0 && tenths < 10 ? tenths.toFixed(1) : Math.ceil(value)}${'KMGT'[unit - 1] ?? ''}`;
}
