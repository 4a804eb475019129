/** Programs about processes: ps, kill. */

import type { ProcessEntry } from '../../kernel/protocol.ts';
import { Failure, complain, readOptions, write } from './common.ts';
import { sendSignals } from './signals.ts';

/** The kernel's table, which it tells programs of ours only; process/start.ts puts this in place. */
function processTable(): ProcessEntry[] {
  const ask = (globalThis as unknown as Record<symbol, (() => ProcessEntry[]) | undefined>)[
    Symbol.for('lab.processes')
  ];
  if (!ask) throw new Failure('there is no process table to ask: this is not the container');
  return ask();
}

interface Column {
  title: string;
  left?: boolean;
  of(process: ProcessEntry): string;
}

const command = ({ argv }: ProcessEntry): string => [baseName(argv[0] ?? ''), ...argv.slice(1)].join(' ');
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const COLUMNS: Record<string, Column> = {
  pid: { title: 'PID', of: ({ pid }) => String(pid) },
  ppid: { title: 'PPID', of: ({ ppid }) => String(ppid) },
  pgid: { title: 'PGID', of: ({ group }) => String(group) },
  etime: { title: 'ELAPSED', of: ({ startedAt }) => elapsed(Date.now() - startedAt) },
  args: { title: 'COMMAND', left: true, of: command },
  comm: { title: 'COMMAND', left: true, of: ({ argv }) => baseName(argv[0] ?? '') },
};
const ALIASES: Record<string, string> = { cmd: 'args', command: 'args', pgrp: 'pgid' };

/**
 * `ps`: every process of the container, however it is asked, since all of them are one user's. How much time one has
 * used, and whether it waits, no browser tells.
 */
export function ps(words: string[]): number {
  // `ps aux` and `ps ax`, as BSD writes them.
  const dashed = words.map((word, at) => (at === 0 && /^[aefux]+$/.test(word) ? `-${word}` : word));
  const { values, operands } = readOptions(dashed, {
    all: { type: 'boolean', short: 'e' },
    every: { type: 'boolean', short: 'A' },
    a: { type: 'boolean', short: 'a' },
    u: { type: 'boolean', short: 'u' },
    x: { type: 'boolean', short: 'x' },
    full: { type: 'boolean', short: 'f' },
    format: { type: 'string', short: 'o', multiple: true },
    pid: { type: 'string', short: 'p', multiple: true },
  });
  if (operands.length > 0) throw new Failure(`${operands[0]}: not understood; try ps, ps -o pid,args or ps -p PID`);
  const wanted = values.pid?.flatMap((list) => list.split(/[\s,]+/)).map(Number);
  const columns = (values.format ?? ['pid,ppid,etime,args'])
    .flatMap((list) => list.split(/[\s,]+(?=\w)/))
    .map(columnOf);
  const processes = processTable().filter(({ pid }) => !wanted || wanted.includes(pid));
  const rows = processes.map((process) => columns.map(({ of }) => of(process)));
  const titles = columns.map(({ title }) => title);
  if (titles.some((title) => title !== '')) rows.unshift(titles);
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  for (const row of rows) {
    const cells = row.map((cell, at) => (columns[at]!.left ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)));
    write(`${cells.join(' ').trimEnd()}\n`);
  }
  return processes.length > 0 ? 0 : 1;
}

/** `pid`, or with a title of one's own: `pid=`. */
function columnOf(text: string): Column {
  const [, name = '', , title] = /^([^=]*)(=(.*))?$/.exec(text) ?? [];
  const column = COLUMNS[ALIASES[name] ?? name];
  if (!column) throw new Failure(`unknown column '${name}'; there are ${Object.keys(COLUMNS).join(', ')}`);
  return title === undefined ? column : { ...column, title };
}

/** `[[dd-]hh:]mm:ss` */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${days}-${two(hours)}:${rest}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}

export function kill(words: string[]): number {
  return sendSignals(words, write, complain);
}
