import { readFileSync, readdirSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, join } from 'node:path';
import { changesBetween, type Change } from './changes.ts';
import { Failure, complain, contents, numberOf, print, readOptions, reason } from './common.ts';
import { format } from './date.ts';

const SAME = 0;
const DIFFERENT = 1;
const TROUBLE = 2;
const CONTEXT = 3;

interface Options {
  /** Lines around a change; null: the normal form. */
  context: number | null;
  brief: boolean;
  reportSame: boolean;
  recursive: boolean;
  /** A file that is not there counts as empty. */
  newFile: boolean;
  labels: string[];
  /** What of a line is compared. */
  key: (line: string) => string;
  /** As typed, for the line over each pair of files of a directory. */
  typed: string[];
}

/** `diff [-u | -U LINES] [-q] [-s] [-r] [-N] [-i] [-w] [-b] [-L LABEL] FILE FILE` */
export function diff(words: string[]): number {
  const { values, operands } = readOptions(
    words,
    {
      u: { type: 'boolean', short: 'u' },
      unified: { type: 'string', short: 'U' },
      brief: { type: 'boolean', short: 'q' },
      'report-identical-files': { type: 'boolean', short: 's' },
      recursive: { type: 'boolean', short: 'r' },
      'new-file': { type: 'boolean', short: 'N' },
      'ignore-case': { type: 'boolean', short: 'i' },
      'ignore-all-space': { type: 'boolean', short: 'w' },
      'ignore-space-change': { type: 'boolean', short: 'b' },
      text: { type: 'boolean', short: 'a' },
      label: { type: 'string', short: 'L', multiple: true },
    },
    TROUBLE,
  );
  const [first, second] = operands;
  if (first === undefined || second === undefined)
    throw new Failure(`missing operand after '${first ?? 'diff'}'`, TROUBLE);
  if (operands.length > 2) throw new Failure(`extra operand '${operands[2]}'`, TROUBLE);
  const options: Options = {
    context:
      values.unified !== undefined ? numberOf(values.unified, 'context length', TROUBLE) : values.u ? CONTEXT : null,
    brief: values.brief ?? false,
    reportSame: values['report-identical-files'] ?? false,
    recursive: values.recursive ?? false,
    newFile: values['new-file'] ?? false,
    labels: values.label ?? [],
    key: (line) => {
      let key = line;
      if (values['ignore-all-space']) key = key.replace(/\s+/g, '');
      else if (values['ignore-space-change']) key = key.replace(/\s+$/, '').replace(/\s+/g, ' ');
      return values['ignore-case'] ? key.toLowerCase() : key;
    },
    typed: words.filter((word) => !operands.includes(word)),
  };
  return pair(first, second, options);
}

/** Compares two operands: files, directories, or a file with its namesake in a directory. */
function pair(first: string, second: string, options: Options): number {
  const [one, other] = [kindOf(first, options), kindOf(second, options)];
  if (!one || !other || (one === 'missing' && other === 'missing')) return TROUBLE;
  if (one === 'directory' && other === 'directory') return directories(first, second, options);
  if (one === 'directory') return files(join(first, basename(second)), second, options);
  if (other === 'directory') return files(first, join(second, basename(first)), options);
  return files(first, second, options);
}

/** null when it is not there, which has been told. */
function kindOf(path: string, { newFile }: Options): 'file' | 'directory' | 'missing' | null {
  const stats = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  if (path === '-' || (stats && !stats.isDirectory())) return 'file';
  if (stats) return 'directory';
  if (newFile) return 'missing';
  complain(`${path}: No such file or directory`);
  return null;
}

function directories(first: string, second: string, options: Options): number {
  const [ours, theirs] = [first, second].map((path) =>
    statSync(path, { throwIfNoEntry: false }) ? readdirSync(path) : [],
  ) as [string[], string[]];
  const names = [...new Set([...ours, ...theirs])].sort((a, b) => (a < b ? -1 : 1));
  let status = SAME;
  for (const name of names) {
    const [one, other] = [join(first, name), join(second, name)];
    const [inOne, inOther] = [ours.includes(name), theirs.includes(name)];
    const isDirectory = (present: boolean, path: string) => present && statSync(path).isDirectory();
    let code = DIFFERENT;
    if (inOne && inOther && isDirectory(true, one) && isDirectory(true, other)) {
      if (options.recursive) code = directories(one, other, options);
      else {
        print(`Common subdirectories: ${one} and ${other}\n`);
        code = SAME;
      }
    } else if (inOne && inOther && isDirectory(true, one) !== isDirectory(true, other)) {
      const kind = (path: string) => (statSync(path).isDirectory() ? 'directory' : 'regular file');
      print(`File ${one} is a ${kind(one)} while file ${other} is a ${kind(other)}\n`);
    } else if (inOne && inOther) code = files(one, other, options, true);
    else if (options.newFile && (isDirectory(inOne, one) || isDirectory(inOther, other)))
      code = options.recursive ? directories(one, other, options) : SAME;
    else if (options.newFile) code = files(one, other, options, true);
    else print(`Only in ${inOne ? first : second}: ${name}\n`);
    status = Math.max(status, code);
  }
  return status;
}

/** @param titled whether the command comes before the changes, as within directories */
function files(first: string, second: string, options: Options, titled = false): number {
  const [one, other] = [read(first, options), read(second, options)];
  if (!one || !other) return TROUBLE;
  if (one.equals(other)) return same(first, second, options);
  if (one.includes(0) || other.includes(0)) {
    print(options.brief ? `Files ${first} and ${second} differ\n` : `Binary files ${first} and ${second} differ\n`);
    return DIFFERENT;
  }
  const [a, b] = [linesIn(one), linesIn(other)];
  const changes = changesBetween(a.map(options.key), b.map(options.key));
  if (changes.length === 0) return same(first, second, options);
  if (options.brief) {
    print(`Files ${first} and ${second} differ\n`);
    return DIFFERENT;
  }
  if (titled) print(`${['diff', ...options.typed, first, second].join(' ')}\n`);
  if (options.context === null) for (const change of changes) normal(change, a, b);
  else {
    print(`--- ${options.labels[0] ?? stamped(first)}\n+++ ${options.labels[1] ?? stamped(second)}\n`);
    for (const hunk of hunks(changes, options.context)) unified(hunk, a, b, options.context);
  }
  return DIFFERENT;
}

function same(first: string, second: string, { reportSame }: Options): number {
  if (reportSame) print(`Files ${first} and ${second} are identical\n`);
  return SAME;
}

function read(path: string, { newFile }: Options): Buffer | null {
  try {
    if (newFile && path !== '-' && !statSync(path, { throwIfNoEntry: false })) return Buffer.alloc(0);
    return path === '-' ? contents('-') : readFileSync(path);
  } catch (error) {
    complain(`${path}: ${reason(error)}`);
    return null;
  }
}

/** Each with its newline: a last line without one is another line. */
const linesIn = (bytes: Buffer): string[] =>
  bytes
    .toString()
    .split(/(?<=\n)/)
    .filter((line) => line !== '');

function stamped(path: string): string {
  const stats: Stats | undefined = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  // A file that is not there has the time 0, as diff has it.
  return `${path}\t${format('%Y-%m-%d %H:%M:%S.%N %z', path === '-' ? Date.now() : (stats?.mtimeMs ?? 0), false)}`;
}

function put(mark: string, lines: readonly string[]): void {
  for (const line of lines) print(line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`);
}

function normal({ at, removed, to, added }: Change, a: string[], b: string[]): void {
  /** Where there are no lines, the one before. */
  const range = (from: number, count: number) =>
    count > 1 ? `${from + 1},${from + count}` : String(count === 0 ? from : from + 1);
  const kind = removed === 0 ? 'a' : added === 0 ? 'd' : 'c';
  print(`${range(at, removed)}${kind}${range(to, added)}\n`);
  put('< ', a.slice(at, at + removed));
  if (kind === 'c') print('---\n');
  put('> ', b.slice(to, to + added));
}

/** Changes whose context touches belong together. */
function hunks(changes: Change[], context: number): Change[][] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last && change.at - (last.at + last.removed) <= 2 * context) groups.at(-1)!.push(change);
    else groups.push([change]);
  }
  return groups;
}

function unified(hunk: Change[], a: string[], b: string[], context: number): void {
  const first = hunk[0]!;
  const last = hunk.at(-1)!;
  const before = Math.min(context, first.at);
  const after = Math.min(context, a.length - last.at - last.removed);
  const range = (from: number, to: number) => {
    const count = to - from;
    return count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`;
  };
  const ours = range(first.at - before, last.at + last.removed + after);
  const theirs = range(first.to - before, last.to + last.added + after);
  print(`@@ -${ours} +${theirs} @@\n`);
  let at = first.at - before;
  for (const change of hunk) {
    put(' ', a.slice(at, change.at));
    put('-', a.slice(change.at, change.at + change.removed));
    put('+', b.slice(change.to, change.to + change.added));
    at = change.at + change.removed;
  }
  put(' ', a.slice(at, at + after));
}
