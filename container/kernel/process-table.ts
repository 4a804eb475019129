import { SystemFailure } from './errors.ts';
import { INIT } from './process.ts';
import type { Ending, Process, ProcessWorker } from './process.ts';
import { SIGKILL, disposition, isSignal } from './signals.ts';

/** Bounds a process's number, so that channel ids (see channelNumber) stay exact integers. */
const PID_MAX = 2 ** 22;

/** What must be given back when a process ends: its ports, files and channel ends. */
export type Release = (process: Process) => void;

/** All processes and their threads, who descends from whom, and how they die. */
export class ProcessTable {
  /** By their numbers, which are one row for both, as on Linux. */
  readonly #processes = new Map<number, Process>();
  readonly #limit: number;
  readonly #release: Release;
  #lastPid = INIT;

  constructor(limit: number, release: Release) {
    this.#limit = limit;
    this.#release = release;
  }

  /** A number for a new process or thread. Fails with EAGAIN when there are too many. */
  nextPid(): number {
    if (this.#processes.size >= this.#limit) throw new SystemFailure('EAGAIN');
    do this.#lastPid = this.#lastPid >= PID_MAX ? INIT + 1 : this.#lastPid + 1;
    while (this.#processes.has(this.#lastPid));
    return this.#lastPid;
  }

  add(process: Process): void {
    this.#processes.set(process.number, process);
    process.parent?.children.add(process);
  }

  get(pid: number): Process | undefined {
    return this.all().find((each) => each.pid === pid);
  }

  /** The processes, without their threads. */
  all(): Process[] {
    return [...this.#processes.values()].filter((each) => each.leader === each);
  }

  /** Whose worker it is: a process or a thread. */
  ofWorker(worker: ProcessWorker): Process | undefined {
    return [...this.#processes.values()].find((each) => each.worker === worker);
  }

  /** kill(2) as `sender` does it: one process, its own group (0), a group (negative) or everybody (-1). */
  kill(sender: Process, pid: number, signal: number): void {
    if (signal !== 0 && !isSignal(signal)) throw new SystemFailure('EINVAL');
    if (pid === INIT) throw new SystemFailure('EPERM');
    const targets = this.#targets(sender, pid);
    if (targets.length === 0) throw new SystemFailure('ESRCH');
    if (signal === 0) return;
    // The sender last: its own death must not keep the signal from the others.
    targets.sort((a, b) => Number(a === sender) - Number(b === sender));
    for (const target of targets) this.signal(target, signal);
  }

  /** Gives one process a signal. Fails with ENOSYS for one that would stop it: a worker cannot be paused. */
  signal(process: Process, signal: number): void {
    if (!process.alive) return;
    switch (disposition(signal, process.control.signalsHandled)) {
      case 'deliver':
        return process.send({ type: 'signal', signal });
      case 'terminate':
        return this.end(process, { code: null, signal });
      case 'refuse':
        throw new SystemFailure('ENOSYS');
      case 'ignore':
        return;
    }
  }

  /** Kills everything that descends from a process that the page started, orphans too. */
  killTree(root: number): void {
    for (const process of this.all()) {
      if (process.root === root) this.end(process, { code: null, signal: SIGKILL });
    }
  }

  /** Ends a process: whatever it still says is ignored, what it held is given back, its parent is told. */
  end(process: Process, ending: Ending): void {
    if (!process.alive) return;
    for (const each of [...this.#processes.values()]) {
      if (each !== process && each.leader === process) this.endThread(each);
    }
    this.#stop(process);
    for (const child of process.children) child.parent = null;
    process.children.clear();
    process.parent?.children.delete(process);
    process.parent?.send({ type: 'child-exit', pid: process.pid, ...ending });
    process.onExit?.(ending);
  }

  /** Ends one thread; its children are the process's from then on. */
  endThread(thread: Process): void {
    if (!thread.alive) return;
    this.#stop(thread);
    for (const child of thread.children) {
      child.parent = thread.leader;
      thread.leader.children.add(child);
    }
    thread.children.clear();
  }

  #stop(process: Process): void {
    process.alive = false;
    process.worker.terminate();
    this.#processes.delete(process.number);
    this.#release(process);
  }

  #targets(sender: Process, pid: number): Process[] {
    if (pid > 0) return this.all().filter((process) => process.pid === pid);
    if (pid === -1) return this.all().filter((process) => process !== sender);
    const group = pid === 0 ? sender.group : -pid;
    return this.all().filter((process) => process.group === group);
  }
}
