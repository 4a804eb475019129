/** A process's line to the kernel: calls, for which it sleeps, and notices, for which it does not. */

import { joinBytes } from '../bytes.ts';
import {
  ANSWER_BYTES,
  ANSWER_ERROR,
  CALL_KIND,
  CALL_LENGTH,
  CALL_MORE,
  CALL_STATE,
  CONTROL_BYTES,
  DONE,
  PENDING,
  type CallName,
  type Calls,
  type ProcessMessage,
  type ProcessNotice,
  type SystemError,
} from '../kernel/protocol.ts';
import { host } from './host.ts';

const decoder = new host.TextDecoder();

/** What messages to the kernel go through. */
type Line = Pick<MessagePort, 'postMessage'>;

let port: Line | null = null;
let words: Int32Array = new Int32Array(8);
let bytes: Uint8Array = new Uint8Array(0);

/** A call that the kernel refused. Bindings turn it into Node's own error. */
export class KernelError extends Error {
  readonly code: string;
  readonly path: string | undefined;
  readonly dest: string | undefined;

  constructor(error: SystemError) {
    super(error.code);
    this.code = error.code;
    this.path = error.path;
    this.dest = error.dest;
  }
}

/** Connects this process to the kernel. `control` is the process's control memory. */
export function connectKernel(kernelPort: Line, control: SharedArrayBuffer): void {
  port = kernelPort;
  words = new Int32Array(control, 0, CONTROL_BYTES / 4);
  bytes = new Uint8Array(control, CONTROL_BYTES);
}

/** The control words: signals.ts marks there which signals have a handler. */
export const controlWords = (): Int32Array => words;

export function notify(notice: ProcessNotice, transfer: Transferable[] = []): void {
  if (port === null) throw new Error('This process has no kernel yet');
  port.postMessage(notice satisfies ProcessMessage, transfer);
}

/**
 * Asks the kernel and sleeps until it has answered.
 * @throws KernelError when it refuses
 */
export function call<Name extends CallName>(name: Name, ...args: Calls[Name][0]): Calls[Name][1] {
  return callWithTransfer(name, args, []);
}

/** The same, handing over ports. */
export function callWithTransfer<Name extends CallName>(
  name: Name,
  args: Calls[Name][0],
  transfer: Transferable[],
): Calls[Name][1] {
  let answer = ask(name, args, transfer);
  if (words[CALL_MORE] === 1) {
    const parts = [answer];
    while (words[CALL_MORE] === 1) parts.push(ask('more', [], []));
    answer = joinBytes(parts);
  }
  const kind = words[CALL_KIND];
  if (kind === ANSWER_BYTES) return answer as Calls[Name][1];
  const value: unknown = JSON.parse(decoder.decode(answer));
  if (kind === ANSWER_ERROR) throw new KernelError(value as SystemError);
  return value as Calls[Name][1];
}

/** Bytes without the rest of their memory, all of which a message would copy: a file of a tar is not the whole tar. */
function alone(arg: unknown): unknown {
  return arg instanceof Uint8Array && arg.byteLength < arg.buffer.byteLength ? arg.slice() : arg;
}

/** One question and the bytes of one part of its answer (a copy). */
function ask(name: CallName, args: unknown[], transfer: Transferable[]): Uint8Array {
  if (port === null) throw new Error(`The call ${name} came before the process was started`);
  Atomics.store(words, CALL_STATE, PENDING);
  port.postMessage({ type: 'call', name, args: args.map(alone) } satisfies ProcessMessage, transfer);
  while (Atomics.load(words, CALL_STATE) !== DONE) Atomics.wait(words, CALL_STATE, PENDING);
  return bytes.slice(0, words[CALL_LENGTH]);
}
