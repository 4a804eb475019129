import { Accepts } from './accepts.ts';
import { areArgumentsOf } from './arguments.ts';
import { Backlog } from './backlog.ts';
import { callHandlers } from './calls.ts';
import type { CallHandlers } from './calls.ts';
import { Channels } from './channels.ts';
import { connect } from './connect.ts';
import { Datagrams } from './datagrams.ts';
import { makeDevices } from './devices.ts';
import { Disk, ROOT_UID, X_OK } from './disk.ts';
import { SystemFailure } from './errors.ts';
import { Generations } from './generations.ts';
import { LibraryFiles, type LibraryPart } from './library.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Limits } from './limits.ts';
import { MalformedMessage, parseMessage } from './messages.ts';
import { MessagePorts } from './message-ports.ts';
import { Network } from './network.ts';
import type { PortChange } from './network.ts';
import { Pool } from './pool.ts';
import type { MakeWorker } from './pool.ts';
import { ProcessTable } from './process-table.ts';
import { INIT, Process } from './process.ts';
import type { ProcessWorker } from './process.ts';
import { installPrograms } from './programs.ts';
import { LAB_UID, channelNumber } from './protocol.ts';
import type { CallName, DescriptorGrant, ProcessMessage, TerminalSize } from './protocol.ts';
import { Threads } from './threads.ts';
import { Watchers } from './watch.ts';

/** Exit code of a process whose worker broke; sysexits.h. */
const EX_SOFTWARE = 70;

/** What the kernel needs from outside. */
export interface Surroundings {
  makeWorker: MakeWorker;
  onPort: PortChange;
  /** The files of Node's library that are needed often, text by id. */
  library: Record<string, string>;
  /** Asks for a part of the others; see LibraryFiles. */
  requestLibrary: (part: LibraryPart) => void;
  /** A fault of the container itself. */
  onError: (message: string) => void;
}

/** What a new process starts with. */
export interface Birth {
  parent: Process | null;
  argv: string[];
  argv0: string;
  env: Record<string, string>;
  cwd: string;
  detached: boolean;
  umask: number;
  terminal: TerminalSize | null;
}

/** The operating system: one instance a container, in a worker of its own. */
export class Kernel {
  readonly limits: Limits;
  readonly disk: Disk;
  readonly channels: Channels;
  readonly network: Network<Process>;
  readonly accepts: Accepts;
  readonly datagrams: Datagrams;
  readonly processes: ProcessTable;
  readonly library: LibraryFiles;
  readonly watchers: Watchers;
  readonly messagePorts: MessagePorts;
  readonly threads: Threads;
  readonly #backlog: Backlog<Process>;
  readonly generations = new Generations();
  readonly #pool: Pool;
  readonly #handlers: CallHandlers;
  readonly #onError: (message: string) => void;
  #pipes = 0;

  /** `workdir` is made; `pool` is the number of warm workers to keep. */
  constructor(options: { workdir: string; pool: number; limits?: Limits }, surroundings: Surroundings) {
    this.limits = options.limits ?? DEFAULT_LIMITS;
    this.disk = new Disk(this.limits, this.generations);
    this.channels = new Channels(this.limits, (holder) => holder instanceof Process && this.#isHeard(holder));
    this.#backlog = new Backlog(this.limits.backlog);
    this.network = new Network(surroundings.onPort, this.limits.listeners);
    this.accepts = new Accepts(this.channels, this.network);
    this.datagrams = new Datagrams(this.limits.datagramSockets);
    this.library = new LibraryFiles(surroundings.library, surroundings.requestLibrary);
    this.watchers = new Watchers(this.disk, this.limits.watchers);
    this.processes = new ProcessTable(this.limits.processes, (process) => this.#release(process));
    this.messagePorts = new MessagePorts(this.limits);
    this.threads = new Threads(this);
    this.#pool = new Pool(options.pool, surroundings.makeWorker, () => this.library.prefetch());
    this.#onError = surroundings.onError;
    this.#handlers = callHandlers(this);
    this.disk.privileged(ROOT_UID, () => {
      installPrograms(this.disk);
      for (const directory of ['/dev', '/home', '/etc', '/tmp']) this.disk.mkdir(directory, 0o755, false);
      this.disk.chmod(this.disk.lookup('/tmp'), 0o1777);
      makeDevices(this.disk);
    });
    this.disk.privileged(LAB_UID, () => this.disk.mkdir(options.workdir, 0o755, true));
    this.#pool.start();
  }

  /**
   * Starts a process on a warm worker. `descriptors` grants it its descriptors once it exists.
   * Fails with EAGAIN, ENOENT or ENOTDIR for `cwd`, and with what `descriptors` fails with.
   */
  start(birth: Birth, descriptors: (process: Process) => DescriptorGrant[]): Process {
    this.checkDirectory(birth.cwd);
    const pid = this.processes.nextPid();
    const { parent, argv, cwd, detached } = birth;
    const descriptorLimit = this.limits.descriptors;
    const process = this.employ((worker) => new Process({ pid, parent, detached, worker, argv, cwd, descriptorLimit }));
    try {
      const grants = descriptors(process);
      process.send(
        {
          type: 'start',
          pid,
          number: pid,
          ppid: process.ppid,
          argv: birth.argv,
          argv0: birth.argv0,
          env: birth.env,
          cwd,
          umask: birth.umask,
          control: process.control.memory,
          generations: this.generations.memory,
          descriptors: grants,
          terminal: birth.terminal,
          thread: null,
        },
        grants.flatMap((grant) => (grant.kind === 'channel' ? (grant.channel.port ?? []) : [])),
      );
    } catch (error) {
      process.parent?.children.delete(process);
      process.parent = null;
      this.processes.end(process, { code: 1, signal: 0 });
      throw error;
    }
    return process;
  }

  /** Puts a warm worker to the use of a process or a thread, which is heard from then on. */
  employ(make: (worker: ProcessWorker) => Process): Process {
    const worker = this.#pool.take();
    const process = make(worker);
    this.processes.add(process);
    worker.port.onmessage = (event: MessageEvent<unknown>) => this.#hear(process, event.data);
    return process;
  }

  /** A number for a channel that the kernel makes. */
  nextChannel(): number {
    return channelNumber(INIT, this.#pipes++);
  }

  /** Fails with ENOENT, ENOTDIR or EACCES unless a process may stand in the directory. */
  checkDirectory(path: string): void {
    if (this.disk.lookup(path).kind !== 'directory') throw new SystemFailure('ENOTDIR', path);
    this.disk.access(path, X_OK);
  }

  /** A worker broke: it could not load, or the process script itself failed. */
  workerFailed(worker: ProcessWorker, message: string): void {
    const process = this.processes.ofWorker(worker);
    this.#pool.gone(worker);
    this.#onError(`${process ? `Process ${process.pid}` : 'A worker'} broke down: ${message}`);
    if (process) this.exit(process, EX_SOFTWARE);
  }

  /** exit(2): ends a process, or one of its threads. */
  exit(process: Process, code: number): void {
    if (process !== process.leader) this.threads.end(process, code);
    else this.processes.end(process, { code: code & 0xff, signal: 0 });
  }

  /** A process that does not keep to the protocol ends: nobody could say what it waits for. */
  #hear(process: Process, data: unknown): void {
    if (!this.#isHeard(process)) return;
    try {
      this.#receive(process, parseMessage(data));
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.#onError(`Process ${process.pid} sent the kernel a message that it cannot read: ${error.message}`);
      this.processes.end(process.leader, { code: EX_SOFTWARE, signal: 0 });
    }
  }

  /** Counts a message of a process. Ends it, and returns false, when nobody else would be heard any more. */
  #isHeard(process: Process): boolean {
    if (!process.alive || this.#backlog.count(process)) return process.alive;
    this.#onError(
      `Process ${process.pid} sent the kernel messages faster than it can read: ${this.limits.backlog} were waiting`,
    );
    this.processes.end(process.leader, { code: EX_SOFTWARE, signal: 0 });
    return false;
  }

  #receive(process: Process, message: ProcessMessage): void {
    switch (message.type) {
      case 'ready':
        return this.#pool.ready(process.worker);
      case 'call':
        return this.#call(process, message.name, message.args);
      case 'connect':
        return connect(this, process, message);
      case 'doorbell':
        return this.channels.ring(message.channel, message.end, process);
      case 'accepted':
        return this.accepts.answered(process, message.channel);
      case 'refused':
        // Somebody else has it by now, unless nobody else could: see Accepts.settle.
        this.accepts.answered(process, message.channel);
        return this.channels.break(message.channel, 1, process);
      case 'handle-taken':
        return this.channels.handleTaken(message.channel, message.end, process);
      case 'channel-closed':
        if (message.end === 1) this.accepts.answered(process, message.channel);
        process.descriptors.forgetChannel(message.fd, message.channel, message.end);
        return this.channels.release(message.channel, message.end, process);
      case 'close-port':
        return this.messagePorts.close(process, message.port);
      case 'keep-file':
        return process.descriptors.keep(message.fd);
      case 'stop-thread':
        return this.threads.stop(process, message.thread);
    }
  }

  #call(process: Process, name: string, args: unknown[]): void {
    if (name === 'more') return process.control.more();
    try {
      if (!Object.hasOwn(this.#handlers, name)) throw new SystemFailure('ENOSYS', name);
      if (!areArgumentsOf(name as CallName, args)) throw new SystemFailure('EINVAL');
      const handler = this.#handlers[name as keyof CallHandlers] as (process: Process, ...args: unknown[]) => unknown;
      const value = handler(process, ...args);
      if (value instanceof Promise) {
        value.then(
          (later) => this.#answer(process, later),
          (error: unknown) => this.#fail(process, name, error),
        );
      } else this.#answer(process, value);
    } catch (error) {
      this.#fail(process, name, error);
    }
  }

  /** The dead are not answered: an answer would wake them. */
  #answer(process: Process, value: unknown): void {
    if (process.alive) process.control.answer(value);
  }

  #fail(process: Process, name: string, error: unknown): void {
    if (!(error instanceof SystemFailure)) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#onError(`The kernel failed in ${name}: ${detail}`);
    }
    if (process.alive) process.control.fail(error instanceof SystemFailure ? error.toJSON() : { code: 'EIO' });
  }

  #release(process: Process): void {
    this.#pool.gone(process.worker);
    process.worker.port.onmessage = null;
    process.worker.port.close();
    this.network.unlistenAll(process);
    this.accepts.settle();
    this.datagrams.closeAll(process);
    if (process === process.leader) process.descriptors.closeAll();
    this.threads.released(process);
    this.messagePorts.releaseAll(process);
    for (const watcher of process.watchers) this.watchers.remove(watcher);
    this.channels.releaseAll(process, process.number);
  }
}
