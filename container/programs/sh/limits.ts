/** What the shell tells about the limits of its programs: ulimit, umask. */

import type { Limits } from '../../kernel/limits.ts';
import { letters, parseMode } from '../utilities/modes.ts';
import type { Shell } from './interpreter.ts';
import { ShellError } from './state.ts';

/** The kernel's own, as `kernel/limits.ts` has them. */
export const BOUNDS: Pick<Limits, 'processes' | 'descriptors'> = { processes: 64, descriptors: 1024 };

interface Resource {
  name: string;
  /** null: there is none. */
  limit: number | null;
}

/** Of those that Linux knows, with the units of dash. A browser's workers have no limits that it tells of. */
const RESOURCES: Record<string, Resource> = {
  t: { name: 'time(seconds)', limit: null },
  f: { name: 'file(blocks)', limit: null },
  d: { name: 'data(kbytes)', limit: null },
  s: { name: 'stack(kbytes)', limit: null },
  c: { name: 'coredump(blocks)', limit: 0 },
  m: { name: 'memory(kbytes)', limit: null },
  l: { name: 'locked memory(kbytes)', limit: null },
  u: { name: 'process', limit: BOUNDS.processes },
  n: { name: 'nofiles', limit: BOUNDS.descriptors },
  v: { name: 'vmemory(kbytes)', limit: null },
};

const shown = (limit: number | null): string => (limit === null ? 'unlimited' : String(limit));

/** `ulimit [-H | -S] [-a | -n | -c | …] [LIMIT]`: the limits are the kernel's, and none of them can be changed. */
export function ulimit(shell: Shell, args: string[]): number {
  const options = args.flatMap((arg) => (/^-\w/.test(arg) ? [...arg.slice(1)] : []));
  const [wanted, ...more] = args.filter((arg) => !arg.startsWith('-'));
  const names = options.filter((letter) => letter !== 'H' && letter !== 'S');
  const unknown = names.find((letter) => letter !== 'a' && !(letter in RESOURCES));
  if (unknown !== undefined) throw new ShellError(`ulimit: -${unknown}: not an option here`, 2);
  if (more.length > 0) throw new ShellError('ulimit: too many arguments', 2);
  if (names.includes('a')) {
    for (const { name, limit } of Object.values(RESOURCES)) shell.write(`${name.padEnd(20)} ${shown(limit)}\n`);
    return 0;
  }
  for (const letter of names.length > 0 ? names : ['f']) {
    const { limit } = RESOURCES[letter]!;
    if (wanted === undefined) shell.write(`${shown(limit)}\n`);
    else if (wanted !== shown(limit) && wanted !== 'hard' && wanted !== 'soft') {
      throw new ShellError(`ulimit: -${letter} is ${shown(limit)} and cannot be changed here`, 2);
    }
  }
  return 0;
}

/** `umask [-S] [MODE]`: what the files of the shell and of its programs are made without. */
export function umask(shell: Shell, args: string[]): number {
  const { state } = shell;
  const [mode, ...more] = args.filter((arg) => arg !== '-S');
  if (more.length > 0) throw new ShellError('umask: too many arguments', 2);
  if (mode !== undefined) {
    const change = parseMode(mode, 0);
    if (!change) throw new ShellError(`umask: ${mode}: not a mode`, 2);
    // In letters it says what is allowed, in digits what is not.
    state.umask = /^\d/.test(mode) ? change(0, false) & 0o777 : 0o777 & ~change(0o777 & ~state.umask, false);
  } else if (args.includes('-S')) shell.write(`${symbolic(0o777 & ~state.umask)}\n`);
  else shell.write(`${state.umask.toString(8).padStart(4, '0')}\n`);
  return 0;
}

/** `u=rwx,g=rx,o=rx` */
function symbolic(mode: number): string {
  const all = letters(mode);
  return ['u', 'g', 'o'].map((who, at) => `${who}=${all.slice(3 * at, 3 * at + 3).replaceAll('-', '')}`).join(',');
}
