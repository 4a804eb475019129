import type { FrameToKernel, WorkerGreeting } from './protocol.ts';

/**
 * Makes workers from scripts. In most browsers by a `blob:` URL, one for all workers of a script. WebKit refuses these in
 * an opaque origin: there a tiny `data:` worker takes the script's text by message.
 */

export type WorkerKind = 'blob' | 'data';

const TAKE_TEXT = 'onmessage=(event)=>{onmessage=null;(0,eval)(event.data)}';

/** Makes workers of one script. */
export class WorkerMaker {
  readonly #url: string;
  /** What a worker is sent first; null when it finds its script at the URL. */
  readonly #text: string | null;

  private constructor(url: string, text: string | null) {
    this.#url = url;
    this.#text = text;
  }

  static async of(script: Blob, kind: WorkerKind): Promise<WorkerMaker> {
    if (kind === 'data') {
      return new WorkerMaker(`data:text/javascript,${encodeURIComponent(TAKE_TEXT)}`, await script.text());
    }
    // Copied into this thread's memory, and of this type whatever a server gave it.
    const copy = new Blob([await script.arrayBuffer()], { type: 'text/javascript' });
    return new WorkerMaker(URL.createObjectURL(copy), null);
  }

  make(name: string): Worker {
    const worker = new Worker(this.#url, { name });
    if (this.#text !== null) worker.postMessage(this.#text);
    return worker;
  }

  /** Makes no more workers. Those that have begun to run go on. */
  close(): void {
    if (this.#text === null) URL.revokeObjectURL(this.#url);
  }
}

/** The workers of all processes, under the numbers that the kernel gave them. */
export class ProcessWorkers {
  readonly #maker: WorkerMaker;
  readonly #tellKernel: (message: FrameToKernel) => void;
  readonly #workers = new Map<number, Worker>();

  constructor(maker: WorkerMaker, tellKernel: (message: FrameToKernel) => void) {
    this.#maker = maker;
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
