import { LOCALHOST, type Addresses } from './addresses.ts';
import { backOff } from './back-off.ts';
import { appDirectory } from './build.ts';
import { environmentOf } from './config.ts';
import { diagnose, neverListens, unknownCommand } from './diagnosis.ts';
import type { Emit } from './events.ts';
import type { Guard } from './guard.ts';
import { accepts, waitForListening } from './listening.ts';
import type { Identity } from './identity.ts';
import type { LogStream } from './logs.ts';
import { createMachine, type Machine } from './machine.ts';
import type { Ports } from './ports.ts';
import type { ProcessType } from './procfile.ts';
import type { Exit, Problem, ProcessState, Signal } from './protocol.ts';
import type { Random } from './random.ts';
import type { Release } from './release.ts';
import { Run } from './run.ts';
import type { SignalWay } from './signals.ts';

/** The process type that gets a port and requests. */
export const WEB = 'web';
/** In a deploy beside production, its name stands before it, with a slash. */
const FIRST_WEB = /^(.*\/)?web\.1$/;

/** What a process needs from the platform. */
export interface Surroundings {
  /** The name of the deploy that it belongs to. */
  deploy: string;
  emit: Emit;
  logs: LogStream;
  ports: Ports;
  addresses: Addresses;
  /** The port of the first web process in place of a random one; null for none. */
  firstPort: number | null;
  random: Random;
  guard: Guard;
  /** Known a moment after the platform starts. */
  signals: Promise<SignalWay>;
  /** The file of signals-preload. */
  preload: string;
  limits: Limits;
  /** What machines have on their PATH besides Node. */
  tools: string;
  /** Where packages are installed for everybody on its machines; null for none. */
  globals: string | null;
  /** Who its processes are, where a service asks that; else null. */
  identity: Identity | null;
}

/** Times in milliseconds. */
export interface Limits {
  /** How long a web process may take to listen on its port. */
  listen: number;
  /** How long a process may take to end after SIGTERM, before SIGKILL. */
  grace: number;
}

export const DEFAULT_LIMITS: Limits = { listen: 10_000, grace: 5_000 };

/** What ended a run: the platform's stop, the reader's signal, the limit for listening, or nothing but itself. */
type EndedBy = 'platform' | 'reader' | 'limit' | 'itself';

/** One process of the formation through all its runs: start, crash, back-off, restart on a fresh machine, stop. */
export class ManagedProcess {
  readonly #type: ProcessType;
  readonly #around: Surroundings;
  #release: Release;
  #state: ProcessState;
  #run: Run | null = null;
  #endedBy: EndedBy = 'itself';
  /** Raised by each start and stop: whoever waited for something in between sees that it is no longer wanted. */
  #turn = 0;
  #crashes = 0;
  #retry: NodeJS.Timeout | null = null;
  #told = '';

  constructor(name: string, type: ProcessType, release: Release, around: Surroundings) {
    this.#type = type;
    this.#around = around;
    this.#release = release;
    this.#state = {
      name,
      type: type.type,
      machine: '',
      address: '',
      pid: null,
      port: null,
      phase: 'exited',
      since: Date.now(),
      restarts: 0,
      exit: null,
      command: type.command,
    };
  }

  get state(): ProcessState {
    return this.#state;
  }

  /** What it runs on; null when it does not run. */
  get machine(): Machine | null {
    return this.#run?.machine ?? null;
  }

  /** Starts it on a fresh machine, ending what runs. Settles when it is up or has failed to come up. */
  async start(release: Release): Promise<void> {
    await this.stop();
    this.#release = release;
    this.#crashes = 0;
    this.#told = '';
    await this.#try();
  }

  /** Ends it: SIGTERM, the grace period, then SIGKILL. Settles when it and all it started are gone. */
  async stop(): Promise<void> {
    this.#newTurn();
    const run = this.#run;
    if (run === null) {
      if (this.#state.phase !== 'exited') this.#set({ phase: 'exited' });
      return;
    }
    this.#endedBy = 'platform';
    this.#set({ phase: 'stopping' });
    run.signal('SIGTERM');
    const { grace } = this.#around.limits;
    const timer = setTimeout(() => {
      this.#log(`did not end within ${grace / 1000} s of SIGTERM, so SIGKILL`);
      run.signal('SIGKILL');
    }, grace);
    await run.finished;
    clearTimeout(timer);
  }

  /** Sends a signal as the reader asked. Returns false when there is no process to send it to. */
  signal(signal: Signal): boolean {
    if (this.#run === null) return false;
    if (this.#endedBy === 'itself') this.#endedBy = 'reader';
    this.#log(`${signal} sent`);
    this.#run.signal(signal);
    return true;
  }

  async #try(): Promise<void> {
    const turn = this.#newTurn();
    const { limits, addresses, random, guard } = this.#around;
    const port = this.#type.type === WEB ? await this.#port() : null;
    const address = await addresses.take();
    const signals = await this.#around.signals;
    if (turn !== this.#turn) return;

    const machine = createMachine(this.#release.slug, random, address);
    this.#around.identity?.enter(this.#state.name, machine);
    const run = new Run({
      logs: this.#around.logs,
      preload: this.#around.preload,
      signals,
      name: this.#state.name,
      command: this.#type.command,
      machine,
      environment: environmentOf(this.#release.config, machine, { ...this.#around, port }),
    });
    this.#run = run;
    this.#endedBy = 'itself';
    if (run.pid !== null) guard.watch(run.pid);
    this.#set({ phase: 'starting', machine: machine.name, address, port, pid: run.pid });
    const ended = run.exited.then((exit) => this.#ended(run, exit));

    const given = () => run.gone || turn !== this.#turn;
    if (port === null || (await waitForListening(port, [LOCALHOST, address], limits.listen, given))) {
      if (given()) return ended;
      this.#crashes = 0;
      this.#set({ phase: 'up' });
      this.#log(port === null ? 'up' : `listens on port ${port}`);
    } else if (!given()) {
      this.#tell(neverListens(this.#state.name, port, limits.listen, await this.#listensElsewhere(run)));
      this.#endedBy = 'limit';
      run.signal('SIGKILL');
      await ended;
    } else if (run.gone) {
      await ended;
    }
  }

  /** The run is over: says what happened, and starts the process again after a while unless it was stopped. */
  async #ended(run: Run, exit: Exit): Promise<void> {
    const endedBy = this.#endedBy;
    const wasUp = this.#state.phase === 'up';
    if (run.pid !== null) this.#around.guard.forget(run.pid);
    this.#around.identity?.leave(run.machine);
    this.#run = null;
    if (endedBy === 'platform') {
      this.#set({ phase: 'exited', pid: null, exit });
      return void (await run.finished);
    }

    this.#crashes += 1;
    const wait = run.spawnError ? null : backOff(this.#crashes);
    const crashed = exit.code !== 0 && !(endedBy === 'reader' && exit.signal !== 'SIGKILL');
    const phase = wait === null || this.#crashes > 1 ? 'held' : crashed ? 'crashed' : 'exited';
    this.#set({ phase, pid: null, exit });
    const how = exit.signal === null ? `exited with code ${exit.code}` : `ended by ${exit.signal}`;
    const next = wait === null ? 'held until you restart it' : `next start in ${wait / 1000} s`;
    this.#log(`${how}, ${next}`);
    if (wait !== null) this.#retry = setTimeout(() => void this.#tryAgain(), wait);

    const stderr = await run.finished;
    if (endedBy !== 'itself') return;
    const { name, port } = this.#state;
    const source = appDirectory(run.machine.slug);
    if (run.spawnError) this.#tell(unknownCommand(name, run.program, this.#type.line, run.spawnError));
    else if (exit.code !== 0)
      this.#tell(diagnose({ process: name, app: run.machine.app, source, line: this.#type.line, port, exit, stderr }));
    else if (port !== null && !wasUp) this.#tell(neverListens(name, port, null, null));
  }

  async #tryAgain(): Promise<void> {
    this.#state = { ...this.#state, restarts: this.#state.restarts + 1 };
    await this.#try();
  }

  /** A port that the process said it listens on, and does, but is not its own. */
  async #listensElsewhere(run: Run): Promise<number | null> {
    for (const port of run.portsSaid()) if (port !== this.#state.port && (await accepts(port, LOCALHOST))) return port;
    return null;
  }

  #port(): number | Promise<number> {
    const { firstPort, ports } = this.#around;
    return firstPort !== null && FIRST_WEB.test(this.#state.name) ? firstPort : ports.take();
  }

  #newTurn(): number {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    return ++this.#turn;
  }

  #set(change: Partial<ProcessState>): void {
    this.#state = { ...this.#state, ...change, since: Date.now() };
    this.#around.emit({ event: 'process', process: this.#state });
  }

  #log(line: string): void {
    this.#around.logs.write('platform', `${this.#state.name} ${line}`);
  }

  /** Tells a problem, once for the whole row of tries that it spoils. */
  #tell(problem: Problem): void {
    const key = JSON.stringify({ ...problem, cause: '' });
    if (key === this.#told) return;
    this.#told = key;
    this.#around.emit({ event: 'problem', problem });
  }
}
