import type { ContainerProcess } from '../api.ts';
import { ContainerError } from '../errors.ts';
import { outputCost } from '../kernel/page-protocol.ts';
import type { KernelLink } from './kernel-link.ts';

/** A program that the page has started. */
export class Program implements ContainerProcess {
  readonly exit: Promise<number>;
  readonly input: WritableStream<string>;
  readonly output: ReadableStream<string>;
  readonly #link: KernelLink;
  readonly #pid: number;
  readonly #doing: string;
  readonly #decoder = new TextDecoder();
  #exited: (code: number) => void = () => {};
  #lost: (error: ContainerError) => void = () => {};
  #controller: ReadableStreamDefaultController<string> | null = null;
  #open = true;
  #running = true;
  /** The cost of what came and was not acknowledged: the reader has not taken its text yet. */
  #unacknowledged = 0;

  /** `command` is for messages. Without `wantsOutput` the output ends at once. */
  constructor(link: KernelLink, pid: number, command: string, wantsOutput: boolean) {
    this.#link = link;
    this.#pid = pid;
    this.#doing = command;
    this.exit = new Promise((resolve, reject) => {
      this.#exited = resolve;
      this.#lost = reject;
    });
    this.exit.catch(() => {}); // nobody has to wait for the end
    this.output = new ReadableStream<string>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#acknowledge(),
        cancel: () => {
          this.#controller = null;
          this.#acknowledge();
        },
      },
      { highWaterMark: 1 },
    );
    if (!wantsOutput) this.outputEnded();
    const encoder = new TextEncoder();
    const feed = (bytes: Uint8Array | null) => link.call('input', `write to ${command}`, pid, bytes).then(() => {});
    this.input = new WritableStream<string>({
      write: (text) => feed(encoder.encode(text)),
      close: () => feed(null),
      abort: () => feed(null),
    });
  }

  kill(): void {
    this.#link.call('kill', `kill ${this.#doing}`, this.#pid).catch(() => {}); // torn down: it is dead already
  }

  resize({ cols, rows }: { cols: number; rows: number }): void {
    this.#link
      .call('resize', `resize the terminal of ${this.#doing}`, this.#pid, { columns: cols, rows })
      .catch(() => {}); // torn down
  }

  /** Whether it has exited and nothing more will come from it. */
  get finished(): boolean {
    return !this.#running && !this.#open;
  }

  /** Output has come from the kernel. */
  receive(bytes: Uint8Array): void {
    this.#unacknowledged += outputCost(bytes);
    if (!this.#controller) return this.#acknowledge(); // the reader has cancelled: let the program go on
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return this.#acknowledge();
    this.#controller.enqueue(text);
  }

  outputEnded(): void {
    if (!this.#open) return;
    this.#open = false;
    const rest = this.#decoder.decode();
    if (rest !== '') this.#controller?.enqueue(rest);
    this.#controller?.close();
  }

  /** A signal becomes a code as a shell has it. */
  exited(code: number | null, signal: number): void {
    this.#running = false;
    this.#exited(code ?? 128 + signal);
  }

  /** The container is torn down, or gone. */
  lost(code: string): void {
    const error = new ContainerError(this.#doing, { code });
    this.#lost(error);
    if (this.#open) this.#controller?.error(error);
    this.#open = false;
  }

  #acknowledge(): void {
    if (this.#unacknowledged === 0) return;
    this.#link.send({ type: 'acknowledge', pid: this.#pid, cost: this.#unacknowledged });
    this.#unacknowledged = 0;
  }
}
