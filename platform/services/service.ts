import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Emit } from '../events.ts';
import type { Guard } from '../guard.ts';
import { LOCALHOST } from '../addresses.ts';
import { waitForListening } from '../listening.ts';
import type { LogStream } from '../logs.ts';
import type { Ports } from '../ports.ts';
import type { ServiceKind, ServiceState } from '../protocol.ts';
import type { Random } from '../random.ts';
import { TcpProxy } from './proxy.ts';
import type { Controls, Engine, FixedPlace, Place, ServicePrograms } from './engine.ts';

const START_LIMIT = 60_000;
const STOP_LIMIT = 10_000;

export interface ServiceOptions {
  /** Its name in the lab: `kv.1`. */
  name: string;
  kind: ServiceKind;
  engine: Engine;
  /** The config variable that holds its URL; null when the app is not told about it. */
  attachedAs: string | null;
  /** A fixed port and password, or null for random ones. */
  fixed: FixedPlace | null;
  /** Whether the app reaches it through a proxy, which can be slowed and cut. */
  proxied: boolean;
  /** Of a registry: the directory with what it holds at first; null for nothing. */
  packages: string | null;
  programs: ServicePrograms;
  /** Where it keeps its data while it is stopped. */
  directory: string;
  emit: Emit;
  logs: LogStream;
  ports: Ports;
  random: Random;
  guard: Guard;
}

/** Where an app knocks: the port that it is told, and the proxy that listens there, if any. */
interface Door {
  port: number;
  proxy: TcpProxy | null;
}

/**
 * A backing service as an attached resource: a process that the app reaches by a URL in its config and knows nothing
 * else of. Its port and its password are random, and stay the same while it is stopped and started.
 */
export class Service {
  readonly #options: ServiceOptions;
  readonly #place: Place;
  readonly #door: Door;
  #child: ChildProcess | null = null;
  #controls: Controls | null = null;
  #state: ServiceState;
  #stopping = false;

  /** Sets it up; nothing runs yet. */
  static async create(options: ServiceOptions): Promise<Service> {
    const { name, ports, logs, random, proxied, fixed } = options;
    // A fixed port is the lesson where an app has it in its code, so it is waited for and not exchanged.
    const waits = () => logs.write('platform', `${name} waits: another program has port ${fixed?.port}`);
    if (fixed) await ports.takeTurn(fixed.port, waits);
    const { port: outer, password } = fixed ?? { port: await ports.take(), password: random.hex(24) };
    if (!proxied) return new Service(options, outer, password, { port: outer, proxy: null });
    const inner = await ports.take();
    const proxy = new TcpProxy(inner);
    await proxy.listen(outer);
    return new Service(options, inner, password, { port: outer, proxy });
  }

  private constructor(options: ServiceOptions, port: number, password: string, door: Door) {
    this.#options = options;
    const { name, kind, attachedAs, directory } = options;
    this.#place = { port, password, directory };
    this.#door = door;
    const nothing = { pid: null, port, phase: 'exited', since: Date.now(), entries: null } as const;
    this.#state = { name, kind, attachedAs, ...nothing };
  }

  get state(): ServiceState {
    return this.#state;
  }

  /** What the app is told: where it is and the password. */
  get url(): string {
    return this.#options.engine.url({ ...this.#place, port: this.#door.port });
  }

  /** Notes which config variable holds its URL now; null: none. */
  attachAs(variable: string | null): void {
    this.#tell({ attachedAs: variable });
  }

  /** Starts its process; settles when it accepts connections. Tells `service-down` if it does not. */
  async start(): Promise<void> {
    if (this.#child) return;
    const { name, engine, packages, programs, directory, logs, guard } = this.#options;
    const { port, password } = this.#place;
    const child = spawn(process.execPath, [engine.program(programs)], {
      cwd: directory,
      env: {
        PORT: String(port),
        PASSWORD: password,
        DATA: join(directory, `${name}.data`),
        ...(packages === null ? {} : { PACKAGES: packages }),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#stopping = false;
    if (child.pid !== undefined) guard.watch(child.pid);
    this.#set({ phase: 'starting', pid: child.pid ?? null });
    void logs.collect(name, 'stdout', child.stdout);
    void logs.collect(name, 'stderr', child.stderr);
    // It went away between two writes; `exit` says so.
    child.stdin.on('error', () => {});
    child.once('error', (error) => this.#ended(child, error.message));
    child.once('exit', (code, signal) => this.#ended(child, signal ?? `exit code ${code}`));
    if (!(await waitForListening(port, [LOCALHOST], START_LIMIT, () => this.#child !== child))) {
      if (this.#child === child) child.kill('SIGKILL');
      return;
    }
    this.#controls = engine.connect(this.#place);
    this.#set({ phase: 'up', entries: await this.entries() });
  }

  /** Stops its process; its entries are there again when it starts. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#stopping = true;
    this.#set({ phase: 'stopping' });
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT);
    // No answer means that it does not run any more, which is what is wanted.
    if (this.#controls) await this.#controls.shutdown().catch(() => {});
    else child.kill('SIGKILL');
    if (this.#child === child) await gone;
    clearTimeout(timer);
  }

  /**
   * The network between it and the app.
   * @throws Error when it is not `proxied`
   */
  get network(): TcpProxy {
    if (this.#door.proxy) return this.#door.proxy;
    throw new Error(`${this.#options.name} is not proxied: say "proxied": true in example.json`);
  }

  /** Ends its process at once; what it held is of no use any more. */
  async end(): Promise<void> {
    await this.#door.proxy?.close();
    const child = this.#child;
    if (!child) return;
    this.#stopping = true;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }

  /** Forgets all entries. */
  async wipe(): Promise<void> {
    if (!this.#controls) return;
    await this.#controls.wipe();
    await this.refresh();
  }

  /** How many entries it holds, as it says itself over its own protocol; null when it does not answer. */
  async entries(): Promise<number | null> {
    return this.#controls?.entries().catch(() => null) ?? null;
  }

  /**
   * What it can be asked.
   * @throws Error when it does not run
   */
  get controls(): Controls {
    if (this.#controls) return this.#controls;
    throw new Error(`${this.#options.name} does not run`);
  }

  /** Asks how many entries it holds, and tells when that has changed. */
  async refresh(): Promise<void> {
    const entries = await this.entries();
    if (entries !== this.#state.entries && this.#state.phase === 'up') this.#tell({ entries });
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    if (child.pid !== undefined) this.#options.guard.forget(child.pid);
    this.#child = null;
    this.#controls?.close();
    this.#controls = null;
    this.#set({ phase: this.#stopping ? 'exited' : 'crashed', pid: null, entries: null });
    if (this.#stopping) return;
    const { name, emit } = this.#options;
    const { attachedAs } = this.#state;
    emit({
      event: 'problem',
      problem: {
        code: 'service-down',
        title: `The backing service ${name} is down`,
        cause: `Its process ended with ${how}.`,
        mend: `Start it again${attachedAs === null ? '' : `; what ${attachedAs} points to stays the same`}.`,
        where: null,
        process: null,
      },
    });
  }

  #set(change: Partial<ServiceState>): void {
    this.#tell({ ...change, since: Date.now() });
  }

  #tell(change: Partial<ServiceState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.emit({ event: 'service', service: this.#state });
  }
}
