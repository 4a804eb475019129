import {
  ANSWER_BYTES,
  ANSWER_ERROR,
  ANSWER_JSON,
  CALL_KIND,
  CALL_LENGTH,
  CALL_MORE,
  CALL_STATE,
  CONTROL_BYTES,
  CONTROL_SIZE,
  DONE,
  SIGNALS_HANDLED,
} from './protocol.ts';
import type { SystemError } from './protocol.ts';

const encoder = new TextEncoder();

/** The memory in which a process sleeps for the answers to its calls; see protocol.ts for its words. */
export class ControlMemory {
  readonly memory = new SharedArrayBuffer(CONTROL_SIZE);
  readonly #words = new Int32Array(this.memory, 0, CONTROL_BYTES / Int32Array.BYTES_PER_ELEMENT);
  readonly #bytes = new Uint8Array(this.memory, CONTROL_BYTES);
  /** What did not fit of the last answer. */
  #rest: Uint8Array | null = null;

  /** Bit n - 1: the process has a handler for signal n. */
  get signalsHandled(): number {
    return Atomics.load(this.#words, SIGNALS_HANDLED);
  }

  /** Answers with bytes as they are, or with anything else as JSON. */
  answer(value: unknown): void {
    if (value instanceof Uint8Array) this.#begin(ANSWER_BYTES, value);
    else this.#begin(ANSWER_JSON, encoder.encode(JSON.stringify(value)));
  }

  fail(error: SystemError): void {
    this.#begin(ANSWER_ERROR, encoder.encode(JSON.stringify(error)));
  }

  /** Writes the next part of a long answer. */
  more(): void {
    const rest = this.#rest ?? new Uint8Array(0);
    const long = rest.length > this.#bytes.length;
    this.#rest = long ? rest.subarray(this.#bytes.length) : null;
    this.#write(rest, long);
  }

  #begin(kind: number, bytes: Uint8Array): void {
    const long = bytes.length > this.#bytes.length;
    // The rest is a copy: the file that it came from may change before the process asks for it.
    this.#rest = long ? bytes.slice(this.#bytes.length) : null;
    this.#words[CALL_KIND] = kind;
    this.#write(bytes, long);
  }

  /** Writes as much as there is room for. */
  #write(bytes: Uint8Array, long: boolean): void {
    const part = bytes.subarray(0, this.#bytes.length);
    this.#bytes.set(part);
    this.#words[CALL_LENGTH] = part.length;
    this.#words[CALL_MORE] = long ? 1 : 0;
    Atomics.store(this.#words, CALL_STATE, DONE);
    Atomics.notify(this.#words, CALL_STATE);
  }
}
