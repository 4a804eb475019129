import type { BootStep, LabAction } from './state.ts';
import type { ExampleFiles } from './example-files.ts';
import { withText } from './example-files.ts';
import type { Progress } from './pack.ts';
import { PlatformClient } from './platform-client.ts';
import type { Command, PlatformListener, Task } from './platform-client.ts';
import { labProblem, problemOf, ProblemError } from './problem.ts';
import type { Container, ContainerProcess, FileSystemTree, SpawnOptions } from './runtime/container.ts';
import type { SharedContainer, Tenant } from './runtime/shared.ts';
import { settlesWithin } from './time.ts';

/** Milliseconds that the platform gets to stop its processes before it is killed: their own grace, and some. */
const STOP_LIMIT = 4000;
/** Milliseconds that a killed platform gets to be gone before the whole container is thrown away. */
const KILL_LIMIT = 1500;

/** Where a session gets its parts from. */
export interface SessionParts {
  container: SharedContainer;
  example: ExampleFiles;
  platform: () => Promise<FileSystemTree>;
  /** Loads the database program, which is large. */
  postgres: (signal: AbortSignal, progress: (progress: Progress) => void) => Promise<FileSystemTree>;
  dispatch: (action: LabAction) => void;
}

/** Whether an example has a database, at once or in an experiment. */
function wantsPostgres({ services }: ExampleFiles['meta']): boolean {
  return services.some(({ kind }) => kind === 'postgres');
}

/** Thrown inside a start that was overtaken by a stop, a reset or another start. Never leaves this file. */
class Overtaken extends Error {}

/**
 * Starts, stops and talks to one platform at a time. Stop and reset work at any moment: whatever does not answer in
 * time is ended by the next harder means, and the hardest (a fresh container) needs nobody's answer.
 */
export class Session implements Tenant {
  readonly #parts: SessionParts;
  #client: PlatformClient | null = null;
  /** Counts starts, stops and resets; one that finds another number than its own was overtaken. */
  #turn = 0;
  /** The start whose platform is heard: also while it is being stopped. */
  #heard = 0;
  /** Between a start and the end that it comes to. */
  #busy = false;
  /** The stop under way. */
  #ending: Promise<void> | null = null;
  #unwatch: (() => void) | null = null;
  /** The shells of the terminal. */
  readonly #shells = new Set<ContainerProcess>();
  /** Counts how often the container was left: a shell that starts meanwhile is not for this lab any more. */
  #visit = 0;
  /** The containers in which the example's files lie. */
  readonly #laidOut = new WeakSet<Container>();
  /** Ends the loading of a start that was overtaken. */
  #loading = new AbortController();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Has the container ready by the time that the reader presses Run. */
  prepare(): void {
    this.#parts.container.prepare();
  }

  /**
   * Starts a task, after whatever runs was stopped. Failures are dispatched, not thrown.
   * @param edits texts of edited files by path in the example
   */
  async start(task: Task, edits: ReadonlyMap<string, string>): Promise<void> {
    const { dispatch } = this.#parts;
    const turn = ++this.#turn;
    dispatch({ type: 'stopping' });
    this.#loading.abort();
    await this.#end();
    if (turn !== this.#turn) return;
    this.#loading = new AbortController();
    this.#heard = turn;
    this.#busy = true;
    dispatch({ type: 'start', task, at: Date.now() });
    try {
      await this.#own(turn, 'support', this.#check());
      // Loads while the container boots; if it fails, the step that needs it tells.
      const platform = this.#parts.platform();
      platform.catch(() => undefined);
      const container = await this.#own(turn, 'container', this.#parts.container.take(this));
      this.#watch(container);
      const tree = await this.#own(turn, 'files', this.#tree(platform, edits));
      await this.#own(turn, 'files', container.mount(tree));
      this.#laidOut.add(container);
      const { name } = this.#parts.example;
      const { probe } = this.#parts.container;
      const starting = PlatformClient.start(container, name, { ...task, probe }, this.#listener(turn));
      const client = await this.#own(turn, 'platform', starting);
      this.#client = client;
      void client.ended.then(
        (code) => this.#ended(turn, code),
        (error: unknown) => this.#failed(turn, error),
      );
    } catch (error) {
      this.#failed(turn, error);
    }
  }

  /**
   * Starts an interactive shell beside whatever runs. Boots the container and lays out the files if nobody has yet.
   * @param edits texts of edited files by path in the example
   * @param tell hears of each step
   * @throws ProblemError when it does not start
   */
  async openShell(
    edits: ReadonlyMap<string, string>,
    { directory, env }: { directory: string; env: SpawnOptions['env'] },
    tell: (step: string) => void,
  ): Promise<ContainerProcess> {
    const visit = this.#visit;
    const { container: shared, example } = this.#parts;
    shared.check();
    tell('Booting the container');
    const container = await shared.take(this);
    if (!this.#laidOut.has(container)) {
      tell('Laying out the files');
      await container.mount(this.#exampleTree(edits));
      this.#laidOut.add(container);
    }
    tell('Starting the shell');
    const shell = await container.spawn('sh', ['-i'], { cwd: `examples/${example.name}/${directory}`, env });
    if (visit !== this.#visit) {
      shell.kill();
      throw new ProblemError(leftMeanwhile);
    }
    this.#shells.add(shell);
    const forget = () => this.#shells.delete(shell);
    void shell.exit.then(forget, forget);
    return shell;
  }

  /**
   * Sends a command to the running platform.
   * @throws ProblemError when nothing runs or the platform refuses
   */
  async send(command: Command): Promise<void> {
    if (this.#client === null) throw new ProblemError(notRunning);
    await this.#client.send(command);
  }

  /** Stops whatever runs or boots. The container stays, unless it does not answer. */
  async stop(): Promise<void> {
    const turn = ++this.#turn;
    this.#loading.abort();
    this.#parts.dispatch({ type: 'stopping' });
    await this.#end();
    if (turn !== this.#turn) return;
    this.#busy = false;
    this.#parts.dispatch({ type: 'ended', code: null, byReader: true, at: Date.now() });
  }

  /** Stops at once, without asking anybody, and throws the container away. */
  reset(): void {
    this.#heard = ++this.#turn;
    this.#loading.abort();
    this.#client = null;
    this.#ending = null;
    this.#busy = false;
    this.#unwatch?.();
    this.#visit++;
    this.#parts.container.discard(this);
    this.#parts.dispatch({ type: 'reset' });
  }

  /** Leaves the container to another lab of the page. */
  async vacate(): Promise<void> {
    this.#visit++;
    for (const shell of this.#shells) shell.kill();
    if (this.#busy) await this.stop();
  }

  /** Settles when nothing runs any more. */
  #end(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    if (client !== null) {
      const ending = this.#terminate(client).finally(() => {
        if (this.#ending === ending) this.#ending = null;
      });
      this.#ending = ending;
    }
    return this.#ending ?? Promise.resolve();
  }

  async #terminate(client: PlatformClient): Promise<void> {
    client.send({ command: 'stop' }).catch(() => undefined); // What counts is that it ends, below.
    if (await settlesWithin(STOP_LIMIT, client.ended)) return;
    client.kill();
    if (await settlesWithin(KILL_LIMIT, client.ended)) return;
    this.#parts.container.discard(this);
  }

  /** Waits for a part of a start, and refuses to go on when the start was overtaken meanwhile. */
  async #own<T>(turn: number, step: BootStep, work: Promise<T>): Promise<T> {
    if (turn === this.#turn) this.#parts.dispatch({ type: 'step', step });
    const result = await work;
    if (turn === this.#turn) return result;
    if (result instanceof PlatformClient) result.kill();
    throw new Overtaken();
  }

  async #check(): Promise<void> {
    this.#parts.container.check();
  }

  async #tree(loading: Promise<FileSystemTree>, edits: ReadonlyMap<string, string>): Promise<FileSystemTree> {
    const { meta } = this.#parts.example;
    const platform = await loading;
    if (wantsPostgres(meta)) {
      const { dispatch, postgres } = this.#parts;
      const loaded = await postgres(this.#loading.signal, (progress) => dispatch({ type: 'loading', progress }));
      platform['postgres'] = { directory: loaded };
    }
    return { platform: { directory: platform }, ...this.#exampleTree(edits) };
  }

  #exampleTree(edits: ReadonlyMap<string, string>): FileSystemTree {
    const { name, tree } = this.#parts.example;
    let edited = tree;
    for (const [path, text] of edits) edited = withText(edited, path, text);
    return { examples: { directory: { [name]: { directory: edited } } } };
  }

  #listener(turn: number): PlatformListener {
    const dispatch = (action: LabAction) => {
      if (turn === this.#heard) this.#parts.dispatch(action);
    };
    return {
      event: (event) => dispatch({ type: 'event', event }),
      stray: (line) => dispatch({ type: 'stray', line, at: Date.now() }),
      problem: (problem) => dispatch({ type: 'problem', problem }),
    };
  }

  /** Tells errors of the container itself, whatever it is doing. */
  #watch(container: Container): void {
    this.#unwatch?.();
    this.#unwatch = container.on('error', ({ message }) => {
      const mend = 'Press Reset for a fresh container, then run again.';
      const problem = labProblem('container-failed', 'The container reported an error', message, mend);
      this.#parts.dispatch({ type: 'problem', problem });
    });
  }

  #ended(turn: number, code: number): void {
    if (turn !== this.#turn) return;
    this.#client = null;
    this.#busy = false;
    this.#parts.dispatch({ type: 'ended', code, byReader: false, at: Date.now() });
  }

  #failed(turn: number, error: unknown): void {
    if (turn !== this.#turn || error instanceof Overtaken) return;
    this.#client = null;
    this.#busy = false;
    const problem = problemOf(error);
    if (problem.code === 'container-gone') this.#parts.container.discard(this);
    this.#parts.dispatch({ type: 'problem', problem });
    this.#parts.dispatch({ type: 'ended', code: null, byReader: false, at: Date.now() });
  }
}

const notRunning = labProblem('platform-ended', 'Nothing runs', 'The command found no platform.', 'Press Run first.');

const leftMeanwhile = labProblem(
  'platform-ended',
  'The shell did not start',
  'The lab was reset, or another lab of the page took the container.',
  'Open a shell again.',
);
