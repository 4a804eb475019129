import { lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { complain, human, readOptions, reason, write } from './common.ts';
import { letters } from './modes.ts';

interface Entry {
  name: string;
  path: string;
  stats: Stats;
}

type Values = Partial<
  Record<
    'all' | 'almost-all' | 'long' | 'directory' | 'recursive' | 'time' | 'size' | 'reverse' | 'human' | 'classify',
    boolean
  >
>;

const HALF_A_YEAR = 182 * 24 * 3600 * 1000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `ls`: one name a line, since nothing here is a terminal with columns. */
export function ls(words: string[]): number {
  const { values, operands } = readOptions(
    words,
    {
      all: { type: 'boolean', short: 'a' },
      'almost-all': { type: 'boolean', short: 'A' },
      long: { type: 'boolean', short: 'l' },
      one: { type: 'boolean', short: '1' },
      directory: { type: 'boolean', short: 'd' },
      recursive: { type: 'boolean', short: 'R' },
      time: { type: 'boolean', short: 't' },
      size: { type: 'boolean', short: 'S' },
      reverse: { type: 'boolean', short: 'r' },
      human: { type: 'boolean', short: 'h' },
      classify: { type: 'boolean', short: 'F' },
    },
    2,
  );
  const files: Entry[] = [];
  const directories: Entry[] = [];
  let status = 0;
  for (const operand of operands.length > 0 ? operands : ['.']) {
    try {
      // A link to a directory stands for what is in it, unless its own entry is wanted.
      const follow = !values.long && !values.directory;
      const entry = { name: operand, path: operand, stats: lookAt(operand, follow) };
      (entry.stats.isDirectory() && !values.directory ? directories : files).push(entry);
    } catch (error) {
      complain(`cannot access '${operand}': ${reason(error)}`);
      status = 2;
    }
  }
  if (files.length > 0) write(list(sorted(files, values), values));
  let titled = operands.length > 1 || Boolean(values.recursive);
  let first = files.length === 0;
  const queue = sorted(directories, values);
  for (let directory = queue.shift(); directory; directory = queue.shift()) {
    const { path } = directory;
    try {
      const entries = sorted(inside(path, values), values);
      if (titled) write(`${first ? '' : '\n'}${path}:\n`);
      if (values.long) write(`total ${entries.reduce((sum, { stats }) => sum + Math.ceil(stats.blocks / 2), 0)}\n`);
      write(list(entries, values));
      if (values.recursive) {
        queue.unshift(...entries.filter(({ name, stats }) => stats.isDirectory() && name !== '.' && name !== '..'));
      }
    } catch (error) {
      complain(`cannot open directory '${path}': ${reason(error)}`);
      status = 2;
    }
    first = false;
    titled ||= queue.length > 0;
  }
  return status;
}

function lookAt(path: string, follow: boolean): Stats {
  const own = lstatSync(path);
  if (!follow || !own.isSymbolicLink()) return own;
  return statSync(path, { throwIfNoEntry: false }) ?? own;
}

function inside(path: string, values: Values): Entry[] {
  const hidden = values.all || values['almost-all'];
  const names = readdirSync(path).filter((name) => hidden || !name.startsWith('.'));
  return [...(values.all ? ['.', '..'] : []), ...names].map((name) => {
    const at = path === '/' ? `/${name}` : `${path}/${name}`;
    return { name, path: at, stats: lstatSync(join(path, name)) };
  });
}

function sorted(entries: Entry[], values: Values): Entry[] {
  const byName = (a: Entry, b: Entry) => (a.name < b.name ? -1 : Number(a.name > b.name));
  const order = values.size
    ? (a: Entry, b: Entry) => b.stats.size - a.stats.size || byName(a, b)
    : values.time
      ? (a: Entry, b: Entry) => b.stats.mtimeMs - a.stats.mtimeMs || byName(a, b)
      : byName;
  const list = entries.sort(order);
  return values.reverse ? list.reverse() : list;
}

function list(entries: Entry[], values: Values): string {
  if (!values.long) return entries.map((entry) => `${shown(entry, values)}\n`).join('');
  const rows = entries.map(({ stats }) => [
    mode(stats),
    String(stats.nlink),
    owner(stats.uid),
    owner(stats.gid),
    values.human ? human(stats.size) : String(stats.size),
    date(stats.mtime),
  ]);
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row, at) => {
      const cells = row.map((cell, column) =>
        column === 2 || column === 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      );
      const entry = entries[at]!;
      const target = entry.stats.isSymbolicLink() ? ` -> ${readlinkSync(entry.path)}` : '';
      return `${cells.join(' ')} ${shown(entry, values)}${target}\n`;
    })
    .join('');
}

function shown({ name, stats }: Entry, values: Values): string {
  if (!values.classify) return name;
  if (stats.isDirectory()) return `${name}/`;
  if (stats.isSymbolicLink()) return values.long ? name : `${name}@`;
  return stats.mode & 0o111 ? `${name}*` : name;
}

function mode(stats: Stats): string {
  const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : stats.isCharacterDevice() ? 'c' : '-';
  return kind + letters(stats.mode);
}

/** There is no /etc/passwd: one user, and root. */
function owner(id: number): string {
  if (id === 0) return 'root';
  return id === process.getuid?.() ? (process.env['USER'] ?? String(id)) : String(id);
}

function date(time: Date): string {
  const day = `${MONTHS[time.getMonth()]} ${String(time.getDate()).padStart(2)}`;
  const age = Date.now() - time.getTime();
  if (age > HALF_A_YEAR || age < 0) return `${day}  ${time.getFullYear()}`;
  return `${day} ${[time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')}`;
}
