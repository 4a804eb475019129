import { ControlMemory } from './answers.ts';
import type { End } from './channel.ts';
import type { Holder } from './channels.ts';
import { DescriptorTable } from './descriptors.ts';
import type { KernelMessage } from './protocol.ts';

/** The worker that a process runs in, as the kernel sees it. */
export interface ProcessWorker {
  readonly port: MessagePort;
  terminate(): void;
}

/** How a process ended: by itself with a code, or by a signal. */
export interface Ending {
  /** Null when a signal ended it. */
  code: number | null;
  /** 0 when it ended by itself. */
  signal: number;
}

/** One process of the table: its main thread, as far as it has more (`threads.ts`). */
export class Process implements Holder {
  readonly pid: number;
  /** Of this thread alone; the main thread's is the process's own. */
  readonly number: number;
  /** The main thread, which has what all threads of the process share. */
  readonly leader: Process;
  /** Null for a process that the page started, and for an orphan: both belong to init. */
  parent: Process | null;
  readonly children = new Set<Process>();
  /** Process group, for kill with a negative number. */
  readonly group: number;
  /** The process that the page started and that this one descends from. */
  readonly root: number;
  readonly control = new ControlMemory();
  readonly descriptors: DescriptorTable;
  /** The numbers of what it watches on the disk. */
  readonly watchers = new Set<number>();
  readonly worker: ProcessWorker;
  /** What it runs, for the process table. */
  readonly argv: string[];
  readonly startedAt = Date.now();
  /** The main thread's counts. */
  cwd: string;
  alive = true;
  /** Told once, when the process has ended and let go of everything. */
  onExit: ((ending: Ending) => void) | null = null;

  constructor(birth: {
    pid: number;
    parent: Process | null;
    detached: boolean;
    worker: ProcessWorker;
    argv: string[];
    cwd: string;
    descriptorLimit: number;
    /** Of a thread: the number of its own, and whose thread it is. */
    thread?: { number: number; leader: Process };
  }) {
    const leader = birth.thread?.leader;
    this.pid = birth.pid;
    this.number = birth.thread?.number ?? birth.pid;
    this.leader = leader ?? this;
    this.parent = birth.parent;
    this.group = leader?.group ?? (birth.detached || !birth.parent ? birth.pid : birth.parent.group);
    this.root = leader?.root ?? birth.parent?.root ?? birth.pid;
    this.worker = birth.worker;
    this.argv = birth.argv;
    this.cwd = birth.cwd;
    this.descriptors = leader?.descriptors ?? new DescriptorTable(birth.descriptorLimit);
  }

  /** The parent's id; 1 stands for init. */
  get ppid(): number {
    return this.leader.parent?.pid ?? INIT;
  }

  send(message: KernelMessage, transfer: Transferable[] = []): void {
    if (this.alive) this.worker.port.postMessage(message, transfer);
  }

  ring(channel: number): void {
    this.send({ type: 'doorbell', channel });
  }

  shared(channel: number): void {
    this.send({ type: 'channel-shared', channel });
  }

  direct(channel: number, end: End, port: MessagePort): void {
    this.send({ type: 'channel-direct', channel, end, port }, [port]);
  }
}

/** The process that adopts orphans: the kernel itself. */
export const INIT = 1;
