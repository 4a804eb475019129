import { bytesOfText, textOfBytes } from '../bytes.ts';
import { SystemFailure } from './errors.ts';
import type { AddressAndPort } from './addresses.ts';

/** A datagram on its way; `from` is how the receiver is told of the sender. */
export interface Datagram {
  readonly bytes: Uint8Array;
  readonly from: AddressAndPort;
}

/** What Linux takes of a buffer beside the bytes of a small datagram: many empty ones take memory too. */
const COST_OF_DATAGRAM = 768;

/** The size of a socket's buffers, unless it asks for another; Linux's rmem_default and wmem_default. */
const DEFAULT_SIZE = 212_992;
/** The most that it can ask for, of which it gets twice as much; Linux's rmem_max and wmem_max. */
const LARGEST = 212_992;
/** The least that it gets; Linux's SOCK_MIN_RCVBUF and SOCK_MIN_SNDBUF. */
const SMALLEST = { receive: 2304, send: 4608 } as const;

/** A buffer's size in bytes. */
export class BufferSize {
  readonly #least: number;
  #size = DEFAULT_SIZE;

  constructor(which: keyof typeof SMALLEST) {
    this.#least = SMALLEST[which];
  }

  get size(): number {
    return this.#size;
  }

  /** Linux doubles what is asked for, as room for its own. */
  set(size: number): void {
    if (size < 0) throw new SystemFailure('EINVAL');
    this.#size = Math.max(this.#least, 2 * Math.min(size, LARGEST));
  }
}

/** The datagrams that wait at a socket. */
export class DatagramQueue {
  readonly buffer = new BufferSize('receive');
  readonly #waiting: Datagram[] = [];
  #used = 0;

  get length(): number {
    return this.#waiting.length;
  }

  /** Keeps a datagram; returns false when it is lost. As on Linux what fills the buffer may stand over a little. */
  add(datagram: Datagram): boolean {
    if (this.#used > this.buffer.size) return false;
    this.#used += datagram.bytes.length + COST_OF_DATAGRAM;
    this.#waiting.push(datagram);
    return true;
  }

  /** Takes the first one. */
  take(): Datagram | undefined {
    const datagram = this.#waiting.shift();
    if (datagram) this.#used -= datagram.bytes.length + COST_OF_DATAGRAM;
    return datagram;
  }
}

// How a datagram goes from the kernel to a process: whether more wait, the sender's port, the length of its address, the
// address, the bytes.
const HEADER = 4;

/** Writes a datagram as the answer to a process that takes it. `more` says that others wait behind it. */
export function packDatagram({ bytes, from }: Datagram, more: boolean): Uint8Array {
  const { address, port } = from;
  const packed = new Uint8Array(HEADER + address.length + bytes.length);
  packed.set([Number(more), port >> 8, port & 0xff, address.length]);
  packed.set(bytesOfText(address), HEADER);
  packed.set(bytes, HEADER + address.length);
  return packed;
}

/** Reads what `packDatagram` has written. */
export function unpackDatagram(packed: Uint8Array): Datagram & { more: boolean } {
  const [more, high = 0, low = 0, length = 0] = packed;
  const start = HEADER + length;
  const address = textOfBytes(packed.subarray(HEADER, start));
  return { more: more === 1, from: { address, port: (high << 8) | low }, bytes: packed.slice(start) };
}
