import type { FrameToKernel, WorkerGreeting } from './protocol.ts';

/**
 * Makes workers from texts. In most browsers by a `blob:` URL, one for all workers of a text. WebKit refuses these in an
 * opaque origin: there a tiny `data:` worker takes the text by message.
 */

export type WorkerKind = 'blob' | 'data';

const TAKE_TEXT = 'onmessage=(event)=>{onmessage=null;(0,eval)(event.data)}';

/** Makes workers of one script. */
export class WorkerMaker {
  readonly #text: string;
  readonly #kind: WorkerKind;
  readonly #url: string;

  constructor(text: string, kind: WorkerKind) {
    this.#text = text;
    this.#kind = kind;
    this.#url =
      kind === 'blob'
        ? URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
        : `data:text/javascript,${encodeURIComponent(TAKE_TEXT)}`;
  }

  make(name: string): Worker {
    const worker = new Worker(this.#url, { name });
    if (this.#kind === 'data') worker.postMessage(this.#text);
    return worker;
  }

  /** Makes no more workers. Those that have begun to run go on. */
  close(): void {
    if (this.#kind === 'blob') URL.revokeObjectURL(this.#url);
  }
}

/** The workers of all processes, under the numbers that the kernel gave them. */
export class ProcessWorkers {
  readonly #maker: WorkerMaker;
  readonly #tellKernel: (message: FrameToKernel) => void;
  readonly #workers = new Map<number, Worker>();

  constructor(text: string, kind: WorkerKind, tellKernel: (message: FrameToKernel) => void) {
    this.#maker = new WorkerMaker(text, kind);
    this.#tellKernel = tellKernel;
  }

  /** `ports` holds the port to the kernel, which the worker gets as its first message. */
  make(number: number, ports: MessagePort[]): void {
    const failed = (message: string): void => this.#tellKernel({ type: 'worker-failed', worker: number, message });
    try {
      const worker = this.#maker.make(`process ${number}`);
      worker.onerror = ({ message, lineno, colno }) => failed(`${message} (line ${lineno}:${colno})`);
      worker.postMessage({ type: 'port' } satisfies WorkerGreeting, ports);
      this.#workers.set(number, worker);
    } catch (error) {
      failed(String(error));
    }
  }

  end(number: number): void {
    this.#workers.get(number)?.terminate();
    this.#workers.delete(number);
  }
}
