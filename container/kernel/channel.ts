/**
 * A channel is a two-way byte stream in shared memory: what a pipe, a socket pair or a TCP connection is made of.
 *
 * It has two ends, 0 and 1, and one ring of bytes a direction. Bytes that were written are there to be read even when
 * the writer has died since; back-pressure is the ring's size. Whoever sleeps on a ring says so in a flag, and the
 * other side then rings its doorbell (a message; see `Doorbell`), so that a busy stream costs no messages at all.
 */

export type End = 0 | 1;

/** Wakes whoever holds the other end. */
export type Doorbell = () => void;

/** Words of one direction's header. */
const WRITTEN = 0; // bytes written since the start, modulo 2^32
const READ = 1; // bytes read since the start, modulo 2^32
const STATE = 2; // FINISHED | RESET | READER_GONE
const READER_SLEEPS = 3; // 1: ring when bytes or a state arrive
const WRITER_WAITS = 4; // 1: ring when space appears
const LOCK = 5; // 0, or the number of the writer whose turn it is: an end can be shared by several processes
const HANDLES = 6; // handles that belong to bytes of this direction and have not reached the reader yet
const WORDS = 7;

const FINISHED = 1; // the writer has ended: end of file after the last byte
const RESET = 2; // the connection was broken: an error after the last byte
const READER_GONE = 4; // nobody will read: writing is an error (EPIPE)

/** Bytes that a pipe holds before its writer must wait; Linux's figure (man 7 pipe). */
export const PIPE_CAPACITY = 64 * 1024;

/** Bytes that one direction of a TCP connection holds: send and receive buffer of both sides together. */
export const SOCKET_CAPACITY = 256 * 1024;

/** Allocates the memory of a channel. `capacity` is in bytes a direction and must be a power of two. */
export function createChannelMemory(capacity: number): SharedArrayBuffer {
  return new SharedArrayBuffer(2 * (WORDS * 4 + capacity));
}

/** Whether it is memory as {@link createChannelMemory} makes it: a process may bring anything. */
export function isChannelMemory(memory: unknown): memory is SharedArrayBuffer {
  if (!(memory instanceof SharedArrayBuffer)) return false;
  const capacity = memory.byteLength / 2 - WORDS * 4;
  return capacity >= 1 && Number.isInteger(Math.log2(capacity));
}

/** One end of a channel. */
export class ChannelEnd {
  readonly memory: SharedArrayBuffer;
  readonly end: End;
  readonly #out: Int32Array;
  readonly #in: Int32Array;
  readonly #outBytes: Uint8Array;
  readonly #inBytes: Uint8Array;
  readonly #capacity: number;
  readonly #ring: Doorbell;
  readonly #owner: number;

  /**
   * `owner` (a process id) marks the lock while this end writes, so that it can be broken after a death. 0 stands for
   * somebody who shares the end with nobody and takes no lock: the kernel must not wait for what a process may hold.
   */
  constructor(memory: SharedArrayBuffer, end: End, ring: Doorbell, owner = 1) {
    this.memory = memory;
    this.end = end;
    this.#ring = ring;
    this.#owner = owner;
    this.#capacity = memory.byteLength / 2 - WORDS * 4;
    const header = (direction: End) => new Int32Array(memory, direction * WORDS * 4, WORDS);
    const bytes = (direction: End) =>
      new Uint8Array(memory, 2 * WORDS * 4 + direction * this.#capacity, this.#capacity);
    const other: End = end === 0 ? 1 : 0;
    this.#out = header(end);
    this.#outBytes = bytes(end);
    this.#in = header(other);
    this.#inBytes = bytes(other);
  }

  /** Bytes that can be written now. */
  get space(): number {
    return this.#capacity - this.#used(this.#out);
  }

  /** Bytes that can be read now. */
  get available(): number {
    return this.#used(this.#in);
  }

  /** How many bytes were ever written here, modulo 2^32: the position of the next one. */
  get written(): number {
    return Atomics.load(this.#out, WRITTEN) >>> 0;
  }

  /** How many bytes were ever read here, modulo 2^32. */
  get consumed(): number {
    return Atomics.load(this.#in, READ) >>> 0;
  }

  /** Handles that come along with bytes of this pipe and are still on their way to this end: see `expectHandle`. */
  get expectedHandles(): number {
    return Atomics.load(this.#in, HANDLES);
  }

  /** The kernel says so, before the bytes are there, that this end shall wait for a handle before it reads them. */
  expectHandle(): void {
    Atomics.add(this.#in, HANDLES, 1);
  }

  /** One of them has come. */
  handleCame(): void {
    Atomics.sub(this.#in, HANDLES, 1);
  }

  /** None of them will come any more. */
  forgetHandles(): void {
    Atomics.store(this.#in, HANDLES, 0);
  }

  /** Whether the other side has ended and every byte was read. */
  get atEnd(): boolean {
    return (Atomics.load(this.#in, STATE) & FINISHED) !== 0 && this.available === 0;
  }

  /** Whether the connection was broken and every byte that came before was read. */
  get wasReset(): boolean {
    return (Atomics.load(this.#in, STATE) & RESET) !== 0 && this.available === 0;
  }

  /** Whether nobody will ever read what is written here (EPIPE): the reader is gone, or this side has ended. */
  get readerGone(): boolean {
    return (Atomics.load(this.#out, STATE) & (READER_GONE | RESET | FINISHED)) !== 0;
  }

  /** Writes as much as fits and returns how many bytes that was; 0 when full, and after the end. */
  write(bytes: Uint8Array): number {
    const header = this.#out;
    if (this.#owner !== 0) while (Atomics.compareExchange(header, LOCK, 0, this.#owner) !== 0) Atomics.pause?.();
    const ended = (Atomics.load(header, STATE) & FINISHED) !== 0;
    const count = ended ? 0 : Math.min(bytes.length, this.space);
    if (count > 0) {
      const at = (Atomics.load(header, WRITTEN) >>> 0) % this.#capacity;
      const first = Math.min(count, this.#capacity - at);
      this.#outBytes.set(bytes.subarray(0, first), at);
      if (count > first) this.#outBytes.set(bytes.subarray(first, count), 0);
      Atomics.add(header, WRITTEN, count);
    }
    if (this.#owner !== 0) Atomics.store(header, LOCK, 0);
    if (count > 0) this.#wakeReader();
    return count;
  }

  /** Reads at most `max` bytes (a copy); null when there are none now. */
  read(max: number): Uint8Array | null {
    const header = this.#in;
    let bytes: Uint8Array;
    let count: number;
    let from: number;
    do {
      from = Atomics.load(header, READ);
      count = Math.min(max, (Atomics.load(header, WRITTEN) - from) >>> 0, this.#capacity);
      if (count === 0) return null;
      const at = (from >>> 0) % this.#capacity;
      const first = Math.min(count, this.#capacity - at);
      bytes = new Uint8Array(count);
      bytes.set(this.#inBytes.subarray(at, at + first));
      if (count > first) bytes.set(this.#inBytes.subarray(0, count - first), first);
    } while (!this.#take(header, from, count));
    Atomics.notify(header, READ);
    if (Atomics.exchange(header, WRITER_WAITS, 0) === 1) this.#ring();
    return bytes;
  }

  /** Ends this side: the other reads what is left, then end of file. */
  finish(): void {
    this.#raise(this.#out, FINISHED);
  }

  /** Breaks the connection in both directions (RST). */
  reset(): void {
    this.#raise(this.#out, RESET);
    this.#raise(this.#in, READER_GONE);
  }

  /** Says that this side reads no more: whoever writes gets EPIPE. */
  stopReading(): void {
    this.#raise(this.#in, READER_GONE);
  }

  /** Breaks the lock that `owner` held when it died in the middle of a write. */
  unlock(owner: number): void {
    Atomics.compareExchange(this.#out, LOCK, owner, 0);
  }

  /**
   * Asks for the doorbell when bytes, an end or a reset arrive.
   * Returns false when there is something to read already: read it, no doorbell will come for it.
   */
  sleepAsReader(): boolean {
    Atomics.store(this.#in, READER_SLEEPS, 1);
    if (this.available === 0 && (Atomics.load(this.#in, STATE) & (FINISHED | RESET)) === 0) return true;
    Atomics.store(this.#in, READER_SLEEPS, 0);
    return false;
  }

  /** Asks for the doorbell when there is space again. Returns false when there is some already. */
  waitAsWriter(): boolean {
    Atomics.store(this.#out, WRITER_WAITS, 1);
    if (this.space === 0 && !this.readerGone) return true;
    Atomics.store(this.#out, WRITER_WAITS, 0);
    return false;
  }

  /** Blocks the thread until something can be read (true) or `milliseconds` are over (false). Not on a page. */
  blockUntilReadable(milliseconds: number): boolean {
    return this.#block(this.#in, WRITTEN, milliseconds, () => this.available > 0 || this.atEnd || this.wasReset);
  }

  /** Blocks the thread until something can be written (true) or `milliseconds` are over (false). Not on a page. */
  blockUntilWritable(milliseconds: number): boolean {
    return this.#block(this.#out, READ, milliseconds, () => this.space > 0 || this.readerGone);
  }

  /** Marks bytes as read. Two processes can hold this end: whoever comes second gets false, and looks again. */
  #take(header: Int32Array, from: number, count: number): boolean {
    if (this.#owner !== 0) return Atomics.compareExchange(header, READ, from, from + count) === from;
    Atomics.add(header, READ, count); // The kernel is alone, and does not try again for as long as a process wants.
    return true;
  }

  /** Never more than there is room for, whatever the other side has written into the header. */
  #used(header: Int32Array): number {
    return Math.min((Atomics.load(header, WRITTEN) - Atomics.load(header, READ)) >>> 0, this.#capacity);
  }

  #wakeReader(): void {
    Atomics.notify(this.#out, WRITTEN);
    if (Atomics.exchange(this.#out, READER_SLEEPS, 0) === 1) this.#ring();
  }

  #raise(header: Int32Array, bit: number): void {
    Atomics.or(header, STATE, bit);
    Atomics.notify(header, WRITTEN);
    Atomics.notify(header, READ);
    Atomics.store(header, READER_SLEEPS, 0);
    Atomics.store(header, WRITER_WAITS, 0);
    this.#ring();
  }

  #block(header: Int32Array, word: number, milliseconds: number, ready: () => boolean): boolean {
    const until = performance.now() + milliseconds;
    for (;;) {
      const seen = Atomics.load(header, word);
      if (ready()) return true;
      const left = until - performance.now();
      if (left <= 0) return false;
      // A state flag is raised without moving this word: look again now and then.
      Atomics.wait(header, word, seen, Math.min(left, 50));
    }
  }
}
