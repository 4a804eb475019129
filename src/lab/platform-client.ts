import { MARK, PROTOCOL_VERSION } from '../../platform/protocol.ts';
import type { PlatformCommand, PlatformEvent } from '../../platform/protocol.ts';
import { parseEvent } from './events.ts';
import { LineCutter } from './lines.ts';
import { containerGone, labProblem, ProblemError } from './problem.ts';
import type { LabProblem } from './problem.ts';
import type { Container, ContainerProcess } from './runtime/container.ts';

/** What a lab can start. Versions and experiments are those of the example's metadata. */
export type Task =
  | { kind: 'run'; version: string }
  | { kind: 'experiment'; experiment: string; seed: string | null }
  | { kind: 'check'; version: string };

/** A command of ours as a terminal echoes it: no event has an id in front. */
const ECHO = /^(?:\u001e|\^\^)\{"id":\d+,"command":/;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A command as a panel states it; the client numbers it. */
export type Command = WithoutId<PlatformCommand>;

/** Hears what the platform says. */
export interface PlatformListener {
  event(event: PlatformEvent): void;
  /** A line that is not of the protocol: output of the container itself, or a stray `console.log`. */
  stray(line: string): void;
  /** Something about the conversation itself is wrong. */
  problem(problem: LabProblem): void;
}

/** A task, and whether the platform is to look first what it can do where it runs. */
export type ProbedTask = Task & { probe: boolean };

/** The platform's command line for a task. */
export function platformArguments(example: string, task: ProbedTask): string[] {
  return [...taskArguments(example, task), '--json', ...(task.probe ? ['--probe'] : [])];
}

function taskArguments(example: string, task: Task): string[] {
  const directory = `examples/${example}`;
  switch (task.kind) {
    case 'run':
      return ['run', directory, task.version];
    case 'check':
      return ['check', directory, task.version];
    case 'experiment':
      return ['experiment', directory, task.experiment, ...(task.seed === null ? [] : ['--seed', task.seed])];
  }
}

/** A running platform: events come out, commands go in. */
export class PlatformClient {
  readonly #process: ContainerProcess;
  readonly #input: WritableStreamDefaultWriter<string>;
  readonly #listener: PlatformListener;
  readonly #pending = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  #lastId = 0;

  /** Fulfils with the exit code once the platform has ended and its last line was heard. */
  readonly ended: Promise<number>;

  private constructor(process: ContainerProcess, listener: PlatformListener) {
    this.#process = process;
    this.#input = process.input.getWriter();
    this.#listener = listener;
    this.ended = this.#listen();
  }

  /** Starts the platform on a task. Its files must have been mounted. */
  static async start(
    container: Container,
    example: string,
    task: ProbedTask,
    listener: PlatformListener,
  ): Promise<PlatformClient> {
    const args = ['platform/platform.cjs', ...platformArguments(example, task)];
    return new PlatformClient(await container.spawn('node', args), listener);
  }

  /**
   * Sends a command.
   * @returns once the platform has carried it out
   * @throws ProblemError when the platform refuses it or ends first
   */
  send(command: Command): Promise<void> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#input.write(`${MARK}${JSON.stringify({ id, ...command })}\n`).catch((error: unknown) => {
        this.#pending.delete(id);
        reject(new ProblemError(ended(`The command was not taken: ${String(error)}.`)));
      });
    });
  }

  /** Ends the platform by force. */
  kill(): void {
    this.#process.kill();
  }

  async #listen(): Promise<number> {
    const cutter = new LineCutter((line) => this.#hear(line));
    const reader = this.#process.output.getReader();
    const lost = (error: unknown): never => {
      const problem = containerGone(error);
      this.#refuseAll(problem);
      throw new ProblemError(problem);
    };
    this.#process.exit.catch(() => undefined); // The output breaks with it, and is read first.
    for (;;) {
      const { done, value } = await reader.read().catch(lost);
      if (done) break;
      cutter.push(value);
    }
    cutter.end();
    const code = await this.#process.exit.catch(lost);
    this.#refuseAll(ended(`It exited with code ${code}.`));
    return code;
  }

  #refuseAll(problem: LabProblem): void {
    for (const { reject } of this.#pending.values()) reject(new ProblemError(problem));
    this.#pending.clear();
  }

  #hear(line: string): void {
    // A terminal shows the mark of what is written to it as `^^`.
    if (ECHO.test(line)) return;
    const mark = line.indexOf(MARK);
    if (mark < 0) return this.#listener.stray(line);
    if (mark > 0) this.#listener.stray(line.slice(0, mark));
    const text = line.slice(mark + 1);
    let event: PlatformEvent;
    try {
      event = parseEvent(text);
    } catch (error) {
      return this.#listener.problem(misfit(text, (error as Error).message));
    }
    if (event.event === 'hello' && event.protocol !== PROTOCOL_VERSION) {
      this.#listener.problem(otherProtocol(event.protocol));
      return this.kill();
    }
    if (event.event === 'reply') this.#settle(event.id, event.ok ? null : (event.problem ?? refusedWithoutReason));
    this.#listener.event(event);
  }

  #settle(id: number, problem: LabProblem | null): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (problem === null) pending?.resolve();
    else pending?.reject(new ProblemError(problem));
  }
}

const refusedWithoutReason = labProblem(
  'bad-line',
  'The platform refused the command',
  'It gave no reason.',
  'Look into the log, then try again.',
);

function ended(cause: string): LabProblem {
  return labProblem('platform-ended', 'The platform does not run any more', cause, 'Press Run to start it again.');
}

function misfit(text: string, why: string): LabProblem {
  return labProblem(
    'bad-line',
    'The platform said something that the lab does not understand',
    `${why}\nin ${text.slice(0, 300)}`,
    'Reload the page: the platform and the lab may be of different age. If it comes back, it is a bug: please report it.',
  );
}

function otherProtocol(version: number): LabProblem {
  return labProblem(
    'other-protocol',
    'The platform is of another age than this page',
    `It speaks version ${version} of the protocol, the page speaks version ${PROTOCOL_VERSION}.`,
    'Reload the page, so that both come from the same build of the site.',
  );
}
