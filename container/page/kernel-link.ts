import { ContainerError } from '../errors.ts';
import type { PageCallName, PageCalls, PageMessage, PageNotice } from '../kernel/page-protocol.ts';

/** Notices that are no answers: for the container. */
export type Event = Exclude<PageNotice, { type: 'answer' | 'failure' }>;

interface Pending {
  doing: string;
  resolve: (value: unknown) => void;
  reject: (error: ContainerError) => void;
}

/** The page's line to the kernel. */
export class KernelLink {
  readonly #port: MessagePort;
  readonly #pending = new Map<number, Pending>();
  #last = 0;
  /** Why nothing can be asked any more. */
  #closed: string | null = null;

  constructor(port: MessagePort, onEvent: (event: Event) => void) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<PageNotice>) => {
      if (data.type === 'answer') this.#take(data.id)?.resolve(data.value);
      else if (data.type === 'failure') {
        const pending = this.#take(data.id);
        pending?.reject(new ContainerError(pending.doing, data.error));
      } else onEvent(data);
    };
  }

  /** Asks the kernel. Rejects with a ContainerError whose message begins with `doing`. */
  call<Name extends PageCallName>(name: Name, doing: string, ...args: PageCalls[Name][0]): Promise<PageCalls[Name][1]> {
    if (this.#closed !== null) return Promise.reject(new ContainerError(doing, { code: this.#closed }));
    const id = ++this.#last;
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { doing, resolve, reject }));
    this.send({ type: 'call', id, name, args });
    return answer as Promise<PageCalls[Name][1]>;
  }

  send(message: PageMessage): void {
    this.#port.postMessage(message);
  }

  /** Ends the line: what is under way, or comes later, rejects with the code of the first time. */
  close(code: string): void {
    this.#closed ??= code;
    this.#port.close();
    for (const { doing, reject } of this.#pending.values()) reject(new ContainerError(doing, { code }));
    this.#pending.clear();
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}
