import { fstatSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CommandRunner, idOf, parseCommand } from './commands.ts';
import { ProblemError } from './events.ts';
import type { Platform } from './platform.ts';
import { MARK, type Problem } from './protocol.ts';

/**
 * The platform's side of the talk with whoever started it: events go out on stdout and commands come in on stdin if it
 * speaks the protocol, and in any case a signal, or the end of stdin, ends the platform.
 */
export class Conversation {
  /** Settles when the platform is asked to stop, however that is. */
  readonly stopped: Promise<void>;
  readonly #platform: Platform;
  /** Only a run takes commands; an experiment and a check drive the platform themselves. */
  readonly #takesCommands: boolean;
  #runner: CommandRunner | null = null;
  #stop: () => void = () => {};

  constructor(platform: Platform, { json, takesCommands }: { json: boolean; takesCommands: boolean }) {
    this.#platform = platform;
    this.#takesCommands = takesCommands;
    this.stopped = new Promise((resolve) => (this.#stop = resolve));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.#stop());
    // Nobody reads any more, so nobody wants it to run.
    process.stdout.on('error', () => this.#stop());
    if (json) this.#speak();
    else if (endMatters()) process.stdin.on('end', () => this.#stop()).resume();
    void this.stopped.then(() => this.#runner?.close());
  }

  #speak(): void {
    this.#platform.events.listen((event) => process.stdout.write(`${MARK}${JSON.stringify(event)}\n`));
    const lines = createInterface({ input: process.stdin });
    // Anything else than marked lines is an echo or a stray text, and nothing to answer.
    lines.on('line', (line) => {
      if (line.startsWith(MARK)) void this.#command(line.slice(MARK.length));
    });
    lines.on('close', () => this.#stop());
  }

  async #command(json: string): Promise<void> {
    try {
      const command = parseCommand(json);
      if (command.command === 'stop') this.#stop();
      else await (await this.#commandRunner()).run(command);
      this.#reply(command.id, null);
    } catch (error) {
      this.#reply(idOf(json), problemOf(error));
    }
  }

  async #commandRunner(): Promise<CommandRunner> {
    if (!this.#takesCommands) {
      throw new ProblemError({
        code: 'bad-command',
        title: 'The platform takes no commands now',
        cause: 'An experiment or a check is driving it.',
        mend: 'Wait for its end, or stop it.',
      });
    }
    const port = await this.#platform.port();
    return (this.#runner ??= new CommandRunner(this.#platform, port));
  }

  #reply(id: number, problem: Problem | null): void {
    this.#platform.events.emit({ event: 'reply', id, ok: problem === null, problem });
  }
}

/** Whether the end of stdin means that the starter has gone: it does for a terminal and a pipe, not for /dev/null. */
function endMatters(): boolean {
  if (process.stdin.isTTY) return true;
  const stat = fstatSync(0);
  return stat.isFIFO() || stat.isSocket();
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const cause = error instanceof Error ? error.message : String(error);
  const mend = 'Look at the log for what happened before.';
  return { code: 'bad-command', title: 'The command failed', cause, mend, where: null, process: null };
}
