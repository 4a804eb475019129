import { MARK } from '../../../platform/protocol.ts';
import type { PlatformCommand, PlatformEvent } from '../../../platform/protocol.ts';
import type { Container, ContainerProcess, FileSystemTree } from '../runtime/container.ts';

type WithoutTime<T> = T extends PlatformEvent ? Omit<T, 'at'> : never;

/** A process of the fake container: a test plays the platform in it. */
export class FakeProcess {
  readonly args: string[];
  /** The commands that came in, in order. */
  readonly commands: PlatformCommand[] = [];
  /** Called with each command. */
  onCommand: (command: PlatformCommand) => void = () => undefined;
  /** Called when the process is killed; by default it then exits. */
  onKill: () => void = () => this.exit(137);
  readonly process: ContainerProcess;
  #output: ReadableStreamDefaultController<string> | null = null;
  #exit: (code: number) => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(args: string[]) {
    this.args = args;
    const exit = new Promise<number>((resolve, reject) => ([this.#exit, this.#fail] = [resolve, reject]));
    const output = new ReadableStream<string>({ start: (controller) => void (this.#output = controller) });
    const input = new WritableStream<string>({ write: (chunk) => this.#take(chunk) });
    this.process = { exit, output, input, kill: () => this.onKill() };
  }

  /** Says an event of the protocol. */
  say(event: WithoutTime<PlatformEvent>): void {
    this.print(`${MARK}${JSON.stringify({ at: 0, ...event })}\n`);
  }

  /** Writes anything to the output. */
  print(text: string): void {
    this.#output?.enqueue(text);
  }

  exit(code: number): void {
    this.#output?.close();
    this.#output = null;
    this.#exit(code);
  }

  /** The browser ends the container with all that runs in it. */
  lose(reason: string): void {
    const error = Object.assign(new Error(reason), { code: 'ELOST' });
    this.#output?.error(error);
    this.#output = null;
    this.#fail(error);
  }

  #take(chunk: string): void {
    for (const line of chunk.split('\n')) {
      if (!line.startsWith(MARK)) continue;
      const command = JSON.parse(line.slice(MARK.length)) as PlatformCommand;
      this.commands.push(command);
      this.onCommand(command);
    }
  }
}

/** A container in which a test decides what every process does. */
export class FakeContainer implements Container {
  readonly mounted: FileSystemTree[] = [];
  readonly processes: FakeProcess[] = [];
  tornDown = false;
  /** Whether the browser has ended it. */
  lost = false;
  readonly #play: (process: FakeProcess) => void;
  #error: (error: { message: string }) => void = () => undefined;

  /** @param play called with every process that is spawned */
  constructor(play: (process: FakeProcess) => void = () => undefined) {
    this.#play = play;
  }

  mount(tree: FileSystemTree): Promise<void> {
    if (this.lost) return Promise.reject(Object.assign(new Error('mount: it is lost'), { code: 'ELOST' }));
    this.mounted.push(tree);
    return Promise.resolve();
  }

  spawn(_command: string, args: string[]): Promise<ContainerProcess> {
    const fake = new FakeProcess(args);
    this.processes.push(fake);
    queueMicrotask(() => this.#play(fake));
    return Promise.resolve(fake.process);
  }

  on(_event: 'error', listener: (error: { message: string }) => void): () => void {
    this.#error = listener;
    return () => undefined;
  }

  /** Reports an error of the container itself. */
  fail(message: string): void {
    this.#error({ message });
  }

  teardown(): void {
    this.tornDown = true;
  }
}
