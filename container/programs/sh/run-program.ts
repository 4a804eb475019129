import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { constants } from 'node:os';
import { Keyboard } from './keyboard.ts';
import type { ShellState, Sink, Source, Streams } from './state.ts';

const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

/** A signal's part in an exit code, as every shell has it. */
export const SIGNALLED = 128;

/** A program that runs. */
export interface Running {
  child: ChildProcess;
  /** Its exit code, once it has ended and all that it wrote is passed on. */
  ended: Promise<number>;
}

/**
 * Starts a program as a process of its own, in a process group of its own if need be. Without one of that name the code
 * is 127 or 126, as POSIX has it.
 */
export function runProgram(
  words: string[],
  { stdin, stdout, stderr }: Streams,
  state: ShellState,
  complain: (text: string) => void,
  ownGroup: boolean,
): Running {
  const [program = '', ...args] = words;
  const stdio: StdioOptions = [descriptor(stdin), descriptor(stdout), descriptor(stderr)];
  process.umask(state.umask);
  const child = spawn(program, args, { cwd: state.cwd, env: state.environment(), stdio, detached: ownGroup });
  const drained = Promise.all([pass(child.stdout, stdout), pass(child.stderr, stderr)]);
  feed(stdin, child);
  const ended = new Promise<number>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const denied = error.code === 'EACCES';
      complain(denied ? `${program}: Permission denied` : `${program}: not found`);
      resolve(denied ? NOT_EXECUTABLE : NOT_FOUND);
    });
    child.once('exit', (code, signal) => {
      void drained.then(() => resolve(code ?? SIGNALLED + constants.signals[signal!]));
    });
  });
  return { child, ended };
}

const descriptor = (stream: Source | Sink): number | 'pipe' => (typeof stream === 'number' ? stream : 'pipe');

/** Passes on what a program writes. When nobody reads any more, the program is told by a broken pipe. */
function pass(from: NodeJS.ReadableStream | null, to: Sink): Promise<void> {
  if (!from || typeof to === 'number') return Promise.resolve();
  return new Promise((resolve) => {
    const source = from as typeof from & { destroy(): void };
    source.once('close', resolve);
    to.once('close', () => source.destroy());
    source.pipe(to, { end: false });
  });
}

function feed(from: Source, child: ChildProcess): void {
  const { stdin } = child;
  if (typeof from === 'number' || !stdin) return;
  if (from instanceof Keyboard) {
    child.once('exit', () => from.release(stdin));
    return from.feed(stdin);
  }
  // A program that has read enough closes its end; whoever feeds it hears of that by the end of its source.
  stdin.on('error', () => from.destroy());
  child.once('exit', () => from.destroy());
  from.pipe(stdin);
}
