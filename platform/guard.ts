import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How long a signal may take to reach the guard's handler, in milliseconds. */
const SIGNAL_LIMIT = 2_000;

/**
 * The platform's side of the guard: a process of its own that kills the platform's processes and removes its directory
 * when the platform has gone, even by SIGKILL. So no run leaves orphans behind.
 */
export class Guard {
  readonly #program: string;
  readonly #directory: string;
  #child: ChildProcess;
  #heard: string[] = [];
  #listener: (() => void) | null = null;

  /**
   * @param program the file of guard-program
   * @param directory what it removes in the end
   */
  constructor(program: string, directory: string) {
    this.#program = program;
    this.#directory = directory;
    this.#child = this.#spawn();
  }

  /** Sends the guard a SIGTERM and tells whether its handler ran. */
  async probeSignals(): Promise<boolean> {
    await this.#hears('ready', SIGNAL_LIMIT * 5);
    this.#child.kill('SIGTERM');
    const reached = await this.#hears('SIGTERM', SIGNAL_LIMIT);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) this.#child = this.#spawn();
    return reached;
  }

  watch(pid: number): void {
    this.#child.stdin?.write(`+${pid}\n`);
  }

  forget(pid: number): void {
    this.#child.stdin?.write(`-${pid}\n`);
  }

  /** Lets it do its work; settles when it has: nothing runs any more and the directory is gone. */
  close(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.stdin?.end();
    });
  }

  #spawn(): ChildProcess {
    const child = spawn(process.execPath, [this.#program, this.#directory], { stdio: ['pipe', 'pipe', 'inherit'] });
    // When the guard itself was killed, a write to it fails; the processes then lack a guard but run on.
    child.stdin?.on('error', () => {});
    const note = (line: string) => {
      this.#heard.push(line);
      this.#listener?.();
    };
    createInterface({ input: child.stdout! }).on('line', note);
    child.once('exit', () => note('exit'));
    child.once('error', () => note('exit'));
    return child;
  }

  /** Whether it says `word` within `limit` milliseconds and before it ends. */
  #hears(word: string, limit: number): Promise<boolean> {
    return new Promise((resolve) => {
      const answer = (heard: boolean) => {
        clearTimeout(timer);
        this.#listener = null;
        resolve(heard);
      };
      const look = () => {
        if (this.#heard.includes(word)) answer(true);
        else if (this.#heard.includes('exit')) answer(false);
      };
      const timer = setTimeout(() => answer(false), limit);
      this.#listener = look;
      look();
    });
  }
}
