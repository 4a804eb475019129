import { lstatSync, readdirSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { Failure, complain, human, numberOf, print, readOptions, reason } from './common.ts';

/** What `stats.blocks` counts in. */
const BLOCK = 512;

/** `du [-a | -s] [-b] [-c] [-d DEPTH] [-h | -k | -m] [PATH…]`: what files take on the disk, each counted once. */
export function du(words: string[]): number {
  const { values, operands } = readOptions(words, {
    all: { type: 'boolean', short: 'a' },
    summarize: { type: 'boolean', short: 's' },
    bytes: { type: 'boolean', short: 'b' },
    total: { type: 'boolean', short: 'c' },
    'max-depth': { type: 'string', short: 'd' },
    'human-readable': { type: 'boolean', short: 'h' },
    kilobytes: { type: 'boolean', short: 'k' },
    megabytes: { type: 'boolean', short: 'm' },
  });
  if (values.summarize && values.all) throw new Failure('cannot both summarize and show all entries');
  const depth = values.summarize ? 0 : depthOf(values['max-depth']);
  const size = (stats: Stats) => (values.bytes ? stats.size : stats.blocks * BLOCK);
  const shown = (bytes: number) => {
    if (values['human-readable']) return human(bytes);
    return String(values.bytes ? bytes : Math.ceil(bytes / (values.megabytes ? 1024 ** 2 : 1024)));
  };
  const seen = new Set<number>();
  let status = 0;
  const attempt = <T>(what: string, work: () => T): T | null => {
    try {
      return work();
    } catch (error) {
      complain(`${what}: ${reason(error)}`);
      status = 1;
      return null;
    }
  };
  const sum = (path: string, level: number): number => {
    const stats = attempt(`cannot access '${path}'`, () => lstatSync(path));
    if (!stats || (stats.nlink > 1 && !stats.isDirectory() && seen.has(stats.ino))) return 0;
    seen.add(stats.ino);
    let bytes = size(stats);
    if (stats.isDirectory()) {
      const names = attempt(`cannot read directory '${path}'`, () => readdirSync(path)) ?? [];
      for (const name of names) bytes += sum(path.endsWith('/') ? path + name : `${path}/${name}`, level + 1);
    }
    // A file is shown when it is asked for itself, or with -a.
    if (level <= depth && (level === 0 || values.all || stats.isDirectory())) print(`${shown(bytes)}\t${path}\n`);
    return bytes;
  };
  const total = (operands.length > 0 ? operands : ['.']).reduce((all, path) => all + sum(path, 0), 0);
  if (values.total) print(`${shown(total)}\ttotal\n`);
  return status;
}

const depthOf = (text: string | undefined): number => (text === undefined ? Infinity : numberOf(text, 'maximum depth'));
