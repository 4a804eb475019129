import { constants } from 'node:os';
import type { Shell } from './interpreter.ts';
import { SIGNALLED } from './run-program.ts';
import { Leaving } from './state.ts';

/** What a program may be told; SIGKILL and SIGSTOP reach nobody's handler. */
const FORWARDED: NodeJS.Signals[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'];

/**
 * `exec PROGRAM`: the program takes the shell's place. A process of the container cannot become another program, so the
 * shell stays behind it and is nothing but its name: it passes on every signal, and ends as the program ends.
 */
export async function execute(shell: Shell, words: string[]): Promise<number> {
  if (words.length === 0) return 0;
  shell.traps.clear();
  const { child, ended } = shell.start(words);
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of FORWARDED) process.on(signal, pass);
  const code = await ended;
  for (const signal of FORWARDED) process.off(signal, pass);
  // Whoever waits for the shell must see the signal that ended the program.
  if (child.signalCode) {
    process.kill(process.pid, child.signalCode);
    return constants.signals[child.signalCode] + SIGNALLED;
  }
  throw new Leaving('exit', code);
}
