/** `internalBinding('worker').Worker`: the handle of a thread in whoever has started it (src/node_worker.cc). */

import type { PortsBinding } from './ports.ts';
import type { Services } from './services.ts';
import { shareEnvironment } from './shared-environment.ts';

/** What a thread may use of memory, in megabytes, where nobody has said it: a browser does not tell, and heeds no other. */
const RESOURCE_LIMITS = [48, 2048, 0, 4];

type OnExit = (code: number, error: string | null, reason: string | null) => void;

export interface WorkersBinding {
  readonly Worker: unknown;
  onExit(thread: number, code: number): void;
}

export function createWorkers(services: Services, ports: PortsBinding): WorkersBinding {
  const { call, enter, KernelError, library, notify } = services;
  const running = new Map<number, Worker>();

  class Worker extends services.Handle {
    readonly threadId: number;
    readonly threadName: string;
    readonly messagePort: object;
    readonly invalidExecArgv?: string[] | undefined;
    readonly invalidNodeOptions?: string[] | undefined;
    onexit: OnExit | null = null;
    readonly #env: Record<string, string>;
    readonly #execArgv: string[];
    readonly #limits: Float64Array;
    readonly #sharesEnv: boolean;
    readonly #closesFiles: boolean;
    #started = false;

    constructor(
      _url: string | null,
      env: Record<string, string> | null | undefined,
      execArgv: unknown[] | undefined,
      limits: Float64Array,
      trackUnmanagedFds: boolean,
      _isInternal: boolean,
      name: string,
    ) {
      super();
      this.#closesFiles = trackUnmanagedFds;
      this.#sharesEnv = env === undefined;
      this.#env = { ...(env ?? library.process.env) };
      const words = (execArgv ?? library.process.execArgv).map(String);
      this.#execArgv = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
      this.#limits = limits.map((limit, at) => (limit > 0 ? limit : RESOURCE_LIMITS[at]!));
      this.threadName = name;
      if (execArgv) this.invalidExecArgv = noneIsNone(services.unknownOptions(this.#execArgv));
      if (env) {
        const unknown = services.unknownOptions(services.optionsOfEnvironment(this.#env));
        this.invalidNodeOptions = noneIsNone(unknown.map((word) => `${word} is not allowed in NODE_OPTIONS`));
      }
      const isRefused = this.invalidExecArgv !== undefined || this.invalidNodeOptions !== undefined;
      const { thread, port } = isRefused ? { thread: -1, port: -1 } : call('createThread');
      this.threadId = thread;
      this.messagePort = isRefused ? {} : ports.makePort(port);
    }

    get resourceName(): string {
      return 'Worker';
    }

    startThread(): void {
      const { execPath, argv0 } = library.process as unknown as { execPath: string; argv0: string };
      try {
        call('startThread', {
          thread: this.threadId,
          argv: [execPath],
          argv0,
          execArgv: this.#execArgv,
          name: this.threadName,
          env: this.#env,
          sharedEnv: this.#sharesEnv ? shareEnvironment(services, null) : null,
          umask: services.umask(),
          resourceLimits: [...this.#limits],
          closesFiles: this.#closesFiles,
        });
      } catch (error) {
        if (!(error instanceof KernelError)) throw error;
        const { codes } = library.require('internal/errors') as {
          codes: { ERR_WORKER_INIT_FAILED: new (reason: string) => Error };
        };
        throw new codes.ERR_WORKER_INIT_FAILED(error.code);
      }
      this.#started = true;
      running.set(this.threadId, this);
      this.updateLiveness();
    }

    stopThread(): void {
      notify({ type: 'stop-thread', thread: this.threadId });
    }

    getResourceLimits(): Float64Array {
      return this.#limits;
    }

    /** As if its event loop had not turned yet: its times are its own. */
    loopStartTime(): number {
      return -1;
    }

    ended(code: number): void {
      running.delete(this.threadId);
      this.close();
      enter((exitCode: number) => this.onexit?.(exitCode, null, null), this, code);
    }

    protected isActive(): boolean {
      return this.#started;
    }

    protected onClose(): void {
      this.#started = false;
    }
  }

  return { Worker, onExit: (thread, code) => running.get(thread)?.ended(code) };
}

const noneIsNone = (words: string[]): string[] | undefined => (words.length > 0 ? words : undefined);
