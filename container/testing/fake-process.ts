import { ChannelEnd } from '../kernel/channel.ts';
import { Kernel } from '../kernel/kernel.ts';
import { DEFAULT_LIMITS } from '../kernel/limits.ts';
import type { Limits } from '../kernel/limits.ts';
import type { ProcessWorker } from '../kernel/process.ts';
import {
  ANSWER_BYTES,
  ANSWER_ERROR,
  CALL_KIND,
  CALL_LENGTH,
  CALL_MORE,
  CALL_STATE,
  CONTROL_BYTES,
  IDLE,
  PENDING,
  SIGNALS_HANDLED,
} from '../kernel/protocol.ts';
import type { CallName, Calls, KernelMessage, ProcessMessage, SystemError } from '../kernel/protocol.ts';

/** A process without a worker: a test speaks for it. */
export class FakeProcess {
  readonly #port: MessagePort;
  readonly #messages: KernelMessage[] = [];
  #waiting: (() => void)[] = [];
  readonly #start: Promise<Extract<KernelMessage, { type: 'start' }>>;
  /** Whether the kernel has ended its worker. */
  terminated = false;

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = (event: MessageEvent<KernelMessage>) => {
      this.#messages.push(event.data);
      for (const wake of this.#waiting.splice(0)) wake();
    };
    this.#start = this.message('start');
  }

  /** The message it was started with. */
  started(): Promise<Extract<KernelMessage, { type: 'start' }>> {
    return this.#start;
  }

  /** Takes the next message of a type out of what came, or waits for it. */
  async message<Type extends KernelMessage['type']>(type: Type): Promise<Extract<KernelMessage, { type: Type }>> {
    for (;;) {
      const at = this.#messages.findIndex((message) => message.type === type);
      if (at >= 0) return this.#messages.splice(at, 1)[0] as Extract<KernelMessage, { type: Type }>;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** How many messages of a type have come and were not taken. */
  unread(type: KernelMessage['type']): number {
    return this.#messages.filter((message) => message.type === type).length;
  }

  send(message: ProcessMessage, transfer: Transferable[] = []): void {
    this.#port.postMessage(message, transfer);
  }

  /** Makes a call and waits for the whole answer. Rejects with an Error whose message is the code. */
  async call<Name extends CallName>(
    name: Name,
    args: Calls[Name][0],
    transfer: Transferable[] = [],
  ): Promise<Calls[Name][1]> {
    const { control } = await this.started();
    const words = new Int32Array(control, 0, CONTROL_BYTES / 4);
    const parts: Uint8Array[] = [];
    for (let ask: CallName = name; ; ask = 'more') {
      Atomics.store(words, CALL_STATE, PENDING);
      this.send({ type: 'call', name: ask, args: ask === name ? args : [] }, transfer);
      await Atomics.waitAsync(words, CALL_STATE, PENDING).value;
      parts.push(new Uint8Array(control, CONTROL_BYTES, words[CALL_LENGTH]).slice());
      if (words[CALL_MORE] === 0) break;
    }
    Atomics.store(words, CALL_STATE, IDLE);
    const bytes = new Uint8Array(Buffer.concat(parts));
    if (words[CALL_KIND] === ANSWER_BYTES) return bytes as Calls[Name][1];
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (words[CALL_KIND] === ANSWER_ERROR) throw new Error((value as SystemError).code);
    return value as Calls[Name][1];
  }

  /** Says that it has a handler for a signal. */
  async handle(signal: number): Promise<void> {
    const { control } = await this.started();
    Atomics.or(new Int32Array(control), SIGNALS_HANDLED, 1 << (signal - 1));
  }

  /** The channel it was given as a descriptor. */
  async channel(fd: number): Promise<ChannelEnd> {
    const { descriptors } = await this.started();
    const grant = descriptors.find((each) => each.fd === fd);
    if (grant?.kind !== 'channel') throw new Error(`Descriptor ${fd} is no channel.`);
    const { id, memory, end } = grant.channel;
    return new ChannelEnd(memory, end, () => this.send({ type: 'doorbell', channel: id, end }));
  }

  close(): void {
    this.#port.close();
  }
}

/** A kernel whose processes are fake ones. */
export interface FakeMachine {
  kernel: Kernel;
  /** Ports that were opened and closed. */
  ports: string[];
  errors: string[];
  /** The process that was started next. */
  next(): FakeProcess;
  /** The same, waiting for it. */
  nextStarted(): Promise<FakeProcess>;
  /** Starts a process without stdio, as the page would. */
  start(): FakeProcess;
  stop(): void;
}

/** Boots a kernel in this thread. */
export function fakeMachine(limits: Partial<Limits> = {}): FakeMachine {
  const ports: string[] = [];
  const errors: string[] = [];
  const made: FakeProcess[] = [];
  const all: FakeProcess[] = [];
  const waiting: (() => void)[] = [];
  const makeWorker = (): ProcessWorker => {
    const { port1, port2 } = new MessageChannel();
    const fake = new FakeProcess(port2);
    made.push(fake);
    all.push(fake);
    for (const wake of waiting.splice(0)) wake();
    return { port: port1, terminate: () => (fake.terminated = true) };
  };
  const kernel = new Kernel(
    { workdir: '/home/lab', pool: 0, limits: { ...DEFAULT_LIMITS, ...limits } },
    {
      makeWorker,
      onPort: (port, state) => ports.push(`${port} ${state}`),
      library: { 'internal/often': 'often' },
      requestLibrary: (part) => kernel.library.deliver(part, { 'internal/rare': 'text' }),
      onError: (message) => errors.push(message),
    },
  );
  const next = (): FakeProcess => {
    const fake = made.shift();
    if (!fake) throw new Error('No process was started.');
    return fake;
  };
  const nextStarted = async (): Promise<FakeProcess> => {
    if (made.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return next();
  };
  const start = (): FakeProcess => {
    const birth = {
      parent: null,
      argv: ['/usr/local/bin/node'],
      argv0: 'node',
      env: {},
      cwd: '/home/lab',
      umask: 0o022,
      terminal: null,
    };
    kernel.start({ ...birth, detached: true }, () => []);
    return next();
  };
  const stop = () => {
    for (const process of kernel.processes.all()) kernel.processes.end(process, { code: 0, signal: 0 });
    for (const fake of all) fake.close();
  };
  return { kernel, ports, errors, next, nextStarted, start, stop };
}
