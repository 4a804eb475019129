import { SystemFailure } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { Process } from './process.ts';
import type { DescriptorGrant, ThreadOptions } from './protocol.ts';

/** Descriptors that a thread can use from its start when they are channels: standard input, output and error. */
const STANDARD = 3;

/** A thread, from the moment when it has a number until it ends. */
interface Thread {
  /** As its program knows it. */
  readonly id: number;
  readonly starter: Process;
  /** Its own end of the ports between it and its starter. */
  readonly port: number;
  /** What runs it, once it is started. */
  process: Process | null;
  closesFiles: boolean;
}

/**
 * The threads of processes (`worker_threads`). Each is a worker of its own with a line of its own to the kernel, and
 * shares the number, the directory and the descriptors of its process.
 */
export class Threads {
  readonly #kernel: Kernel;
  /** By process. */
  readonly #threads = new Map<Process, { last: number; all: Map<number, Thread> }>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** See the call `createThread`. */
  create(starter: Process): { thread: number; port: number } {
    const [ours, theirs] = this.#kernel.messagePorts.pair(starter, null);
    const known = this.#threads.get(starter.leader) ?? { last: 0, all: new Map<number, Thread>() };
    this.#threads.set(starter.leader, known);
    const id = ++known.last;
    known.all.set(id, { id, starter, port: theirs, process: null, closesFiles: false });
    return { thread: id, port: ours };
  }

  /** See the call `startThread`. */
  start(starter: Process, options: ThreadOptions): void {
    const { messagePorts, limits, generations } = this.#kernel;
    const thread = this.#threads.get(starter.leader)?.all.get(options.thread);
    if (thread?.starter !== starter || thread.process) throw new SystemFailure('EBADF');
    const { leader } = starter;
    const number = this.#number(thread);
    const { pid, argv, cwd } = leader;
    const process = this.#kernel.employ(
      (worker) =>
        new Process({
          pid,
          parent: null,
          detached: false,
          worker,
          argv,
          cwd,
          descriptorLimit: limits.descriptors,
          thread: { number, leader },
        }),
    );
    thread.process = process;
    thread.closesFiles = options.closesFiles;
    const { execArgv, name, sharedEnv, umask, resourceLimits } = options;
    process.send({
      type: 'start',
      pid,
      number,
      ppid: leader.ppid,
      argv: options.argv,
      argv0: options.argv0,
      env: options.env,
      cwd,
      umask,
      control: process.control.memory,
      generations: generations.memory,
      descriptors: this.#descriptors(process),
      terminal: null,
      thread: { thread: thread.id, port: thread.port, execArgv, name, sharedEnv, resourceLimits },
    });
    messagePorts.adopt(thread.port, process);
  }

  /** A thread is ended by whoever has started it. */
  stop(starter: Process, id: number): void {
    const thread = this.#threads.get(starter.leader)?.all.get(id);
    if (thread?.starter !== starter) return;
    if (thread.process) this.end(thread.process, 1);
    else this.#forget(thread, 1);
  }

  /** Ends a thread and those that it has started, and tells its starter. */
  end(process: Process, code: number): void {
    if (!process.alive) return;
    const thread = [...(this.#threads.get(process.leader)?.all.values() ?? [])].find(
      (each) => each.process === process,
    );
    if (thread) this.#forget(thread, code);
    this.#kernel.processes.endThread(process);
    if (thread?.closesFiles) process.descriptors.closeFilesOf(process);
  }

  /** A process or a thread has ended: so do those that it has started. */
  released(process: Process): void {
    const known = this.#threads.get(process.leader);
    if (process === process.leader) this.#threads.delete(process);
    for (const thread of [...(known?.all.values() ?? [])]) {
      if (thread.starter !== process) continue;
      if (thread.process) this.end(thread.process, 1);
      else this.#forget(thread, 1);
    }
  }

  /** A number for a thread that starts. Without one it never will. */
  #number(thread: Thread): number {
    try {
      return this.#kernel.processes.nextPid();
    } catch (error) {
      this.#threads.get(thread.starter.leader)?.all.delete(thread.id);
      this.#kernel.messagePorts.drop(thread.port);
      throw error;
    }
  }

  #forget(thread: Thread, code: number): void {
    this.#threads.get(thread.starter.leader)?.all.delete(thread.id);
    this.#kernel.messagePorts.drop(thread.port);
    thread.starter.send({ type: 'thread-exit', thread: thread.id, code });
  }

  #descriptors(process: Process): DescriptorGrant[] {
    return process.descriptors.entries().flatMap(([fd, descriptor]): DescriptorGrant[] => {
      if (descriptor.kind !== 'channel') return [{ fd, kind: descriptor.kind }];
      if (fd >= STANDARD) return [];
      const { channel, end } = descriptor;
      return [{ fd, kind: 'channel', channel: this.#kernel.channels.share(channel, end, process) }];
    });
  }
}
