/** The smallest programs. */

import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, resolve } from 'node:path';
import { Failure, numberOf, readOptions, write } from './common.ts';

export function echo(words: string[]): number {
  const newline = words[0] !== '-n';
  write((newline ? words : words.slice(1)).join(' ') + (newline ? '\n' : ''));
  return 0;
}

export function pwd(): number {
  write(`${process.cwd()}\n`);
  return 0;
}

/** Where programs are on the PATH. */
export function which(words: string[]): number {
  const { values, operands } = readOptions(words, { all: { type: 'boolean', short: 'a' } });
  let status = 0;
  for (const name of operands) {
    const places = name.includes('/')
      ? [name]
      : (process.env['PATH'] ?? '').split(delimiter).map((directory) => resolve(directory, name));
    const found = places.filter((path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats?.isFile() && (stats.mode & 0o111) !== 0;
    });
    if (found.length === 0) status = 1;
    for (const path of values.all ? found : found.slice(0, 1)) write(`${path}\n`);
  }
  return status;
}

const UNITS: Record<string, number> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Milliseconds; a longer one fires at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** The seconds of `1.5`, `2m`, `1h`, `infinity`. @param code the exit code for what is none */
export function secondsOf(text: string, code = 1): number {
  if (text === 'infinity' || text === 'inf') return Infinity;
  const [, count = '', unit = ''] = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(text) ?? [];
  if (count === '') throw new Failure(`invalid time interval '${text}'`, code);
  return Number(count) * UNITS[unit]!;
}

export async function sleep(words: string[]): Promise<number> {
  if (words.length === 0) throw new Failure('missing operand');
  const seconds = words.reduce((sum, word) => sum + secondsOf(word), 0);
  for (let left = seconds * 1000; left > 0; left -= LONGEST_TIMER) {
    await new Promise((done) => setTimeout(done, Math.min(left, LONGEST_TIMER)));
  }
  return 0;
}

/** `yes [TEXT…]`: the same line for as long as somebody reads. */
export function yes(words: string[]): never {
  const line = `${words.length > 0 ? words.join(' ') : 'y'}\n`;
  const many = line.repeat(Math.ceil(4096 / line.length));
  for (;;) write(many);
}

/** `seq [-s SEPARATOR] [-w] [FIRST [STEP]] LAST` */
export function seq(words: string[]): number {
  const options: string[] = [];
  const numbers: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (/^-\D/.test(word) && numbers.length === 0) {
      options.push(word);
      if (word === '-s') options.push(words[++at] ?? '');
    } else numbers.push(word);
  }
  const { values } = readOptions(options, {
    separator: { type: 'string', short: 's' },
    'equal-width': { type: 'boolean', short: 'w' },
  });
  if (numbers.length === 0) throw new Failure('missing operand');
  if (numbers.length > 3) throw new Failure(`extra operand '${numbers[3]}'`);
  const parsed = numbers.map((text) => numberOf(text, 'floating point argument'));
  const last = parsed.at(-1)!;
  const first = parsed.length > 1 ? parsed[0]! : 1;
  const step = parsed.length > 2 ? parsed[1]! : 1;
  if (step === 0) throw new Failure(`invalid Zero increment value: '${numbers[1]}'`);
  const places = Math.max(...numbers.slice(0, -1).map((text) => text.split('.')[1]?.length ?? 0), 0);
  const width = values['equal-width'] ? Math.max(first.toFixed(places).length, last.toFixed(places).length) : 0;
  const count = Math.floor((last - first) / step + 1e-9) + 1;
  let pending = '';
  for (let at = 0; at < count; at++) {
    pending += `${at === 0 ? '' : (values.separator ?? '\n')}${(first + at * step).toFixed(places).padStart(width, '0')}`;
    if (pending.length > 4096) {
      write(pending);
      pending = '';
    }
  }
  if (count > 0) write(`${pending}\n`);
  return 0;
}

/** `id [-u | -g | -G] [-n]`. Every user has a group of its own name. */
export function id(words: string[]): number {
  const { values } = readOptions(words, {
    user: { type: 'boolean', short: 'u' },
    group: { type: 'boolean', short: 'g' },
    groups: { type: 'boolean', short: 'G' },
    name: { type: 'boolean', short: 'n' },
  });
  const { uid, gid, username } = userInfo();
  const wanted = [values.user, values.group, values.groups].filter(Boolean).length;
  if (wanted > 1) throw new Failure('cannot print "only" of more than one choice');
  if (wanted === 0 && values.name) throw new Failure('cannot print only names or real IDs in default format');
  const number = values.user ? uid : gid;
  const all = `uid=${uid}(${username}) gid=${gid}(${username}) groups=${gid}(${username})`;
  write(`${wanted === 0 ? all : values.name ? username : number}\n`);
  return 0;
}

export function whoami(): number {
  write(`${userInfo().username}\n`);
  return 0;
}

/** The sequence by which a terminal is cleared. */
export function clear(): number {
  write('\x1b[H\x1b[2J\x1b[3J');
  return 0;
}
