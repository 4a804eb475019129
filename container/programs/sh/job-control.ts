import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { SIGNALLED } from './run-program.ts';
import { Leaving } from './state.ts';

/**
 * What Ctrl-C ends in an interactive shell: the programs that it waits for, and the commands that it has still to carry
 * out. Each program that such a shell starts leads a process group of its own, so that a signal for one reaches what it
 * has started as well, and nothing else.
 */
export class JobControl {
  readonly #foreground = new Set<ChildProcess>();
  #interruption = Promise.withResolvers<never>();
  #interrupted = false;

  /** The shell waits for this program. */
  add(child: ChildProcess): void {
    this.#foreground.add(child);
    child.once('exit', () => this.#foreground.delete(child));
  }

  /** Sends SIGINT to what runs in front, and has the shell give up what it was told to do. */
  interrupt(): void {
    this.#interrupted = true;
    for (const { pid } of this.#foreground) if (pid !== undefined) interruptGroup(pid);
    this.#interruption.reject(interruption());
  }

  /** A new command line begins. */
  begin(): void {
    this.#interrupted = false;
    this.#interruption = Promise.withResolvers();
    this.#interruption.promise.catch(() => undefined); // It is heard where somebody waits.
  }

  /** @throws Leaving when the reader has pressed Ctrl-C since the command line began */
  check(): void {
    if (this.#interrupted) throw interruption();
  }

  /** Waits for something that Ctrl-C does not end by itself. @throws Leaving when Ctrl-C comes first */
  wait<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#interruption.promise]);
  }
}

const interruption = (): Leaving => new Leaving('interrupt', SIGNALLED + constants.signals.SIGINT);

function interruptGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // It has just ended.
  }
}
