/** `internalBinding('stream_wrap')`: libuv streams over channels, with the interface of Node's StreamBase. */

import { joinBytes } from '../bytes.ts';
import { SOCKET_CAPACITY } from '../kernel/channel.ts';
import type { SentHandle } from '../kernel/protocol.ts';
import type { Channel } from '../process/channels.ts';
import { enter, later } from '../process/loop.ts';
import { encode, utf8Bytes, bytesOf, normaliseEncoding } from './encodings.ts';
import { errno } from './errno.ts';
import { Handle, Request } from './handle.ts';
import { FIELD } from '../streams/fields.ts';
import type { Binding } from './shape.ts';

/** The most that one read gives to the library; libuv's figure. */
const READ_SIZE = 64 * 1024;

const STDERR = 2;

export const streamBaseState = new Int32Array(5);

/** What `writev` is given, as bytes: all buffers, or pairs of text and encoding (or buffer and 'buffer'). */
export function partsOf(chunks: unknown[], allBuffers: boolean): Uint8Array[] {
  if (allBuffers) return (chunks as Uint8Array[]).map(bytesOf);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < chunks.length; at += 2) {
    const chunk = chunks[at];
    const isText = typeof chunk === 'string';
    parts.push(isText ? encode(chunk, normaliseEncoding(chunks[at + 1])) : bytesOf(chunk as Uint8Array));
  }
  return parts;
}

export class WriteWrap extends Request {}
export class ShutdownWrap extends Request {}

/** Takes the bytes of a stream in place of the library, from the event loop: the HTTP parser, a session of HTTP/2. */
export interface StreamConsumer {
  feed(bytes: Uint8Array): void;
}

interface PendingWrite {
  request: WriteWrap;
  bytes: Uint8Array;
}

export abstract class StreamHandle extends Handle {
  readonly isStreamBase = true;
  bytesRead = 0;
  bytesWritten = 0;
  writeQueueSize = 0;
  /** The library sets this: called with the bytes, or with undefined and the error in streamBaseState. */
  declare onread: (this: this, buffer: ArrayBuffer | undefined) => unknown;
  consumer: StreamConsumer | null = null;

  protected channel: Channel | null = null;
  #reading = false;
  #pumpPosted = false;
  #pending: PendingWrite[] = [];
  #shutdown: ShutdownWrap | null = null;
  #ended = false;
  /** The other side has closed, and something was written to it since. */
  #isRefused = false;
  #userBuffer: Uint8Array | null = null;

  get fd(): number {
    return this.channel?.fd ?? -1;
  }

  /** The channel below, for those that hand it to a child. */
  get channelHeld(): Channel | null {
    return this.channel;
  }

  /** What another process gets when this handle is sent to it, or an error's number. */
  handOver(): SentHandle | number {
    if (!this.channel) return errno('EBADF');
    const { id, bytes } = this.channel;
    return { kind: 'stream', channel: id, end: bytes.end, addresses: null };
  }

  attach(channel: Channel): void {
    this.channel = channel;
    channel.onWake = () => this.#woken();
    if (this.#reading) this.#postPump();
  }

  readStart(): number {
    if (!this.channel) return errno('ENOTCONN');
    this.#reading = true;
    this.updateLiveness();
    this.#postPump();
    return 0;
  }

  readStop(): number {
    this.#reading = false;
    this.updateLiveness();
    return 0;
  }

  useUserBuffer(buffer: Uint8Array): void {
    this.#userBuffer = buffer;
  }

  setBlocking(): number {
    return 0; // A pipe here takes what fits at once, as a non-blocking one does; libuv allows no more either.
  }

  writeBuffer(request: WriteWrap, buffer: Uint8Array): number {
    return this.#write(request, bytesOf(buffer));
  }

  writeUtf8String(request: WriteWrap, text: string): number {
    return this.#write(request, utf8Bytes(text));
  }

  writeLatin1String(request: WriteWrap, text: string): number {
    return this.#write(request, encode(text, 'latin1'));
  }

  writeAsciiString(request: WriteWrap, text: string): number {
    return this.#write(request, encode(text, 'latin1'));
  }

  writeUcs2String(request: WriteWrap, text: string): number {
    return this.#write(request, encode(text, 'ucs2'));
  }

  /** Chunks are all buffers, or pairs of text and encoding (or buffer and 'buffer'). */
  writev(request: WriteWrap, chunks: unknown[], allBuffers: boolean): number {
    return this.#write(request, joinBytes(partsOf(chunks, allBuffers)));
  }

  /** Ends the writing side when everything was written. */
  shutdown(request: ShutdownWrap): number {
    if (!this.channel) return errno('ENOTCONN');
    this.#shutdown = request;
    this.updateLiveness();
    if (this.#pending.length === 0) later(() => this.#finish());
    return 0;
  }

  protected isActive(): boolean {
    return this.#reading || this.#pending.length > 0 || this.#shutdown !== null;
  }

  protected onClose(): void {
    this.#letGo(false);
  }

  /** Breaks the connection instead of ending it. */
  protected closeWithReset(callback?: () => void): void {
    this.#letGo(true);
    this.close(callback);
  }

  #letGo(reset: boolean): void {
    this.#reading = false;
    this.consumer = null;
    const { channel } = this;
    this.channel = null;
    for (const { request } of this.#pending.splice(0)) this.#complete(request, errno('ECANCELED'));
    if (this.#shutdown) this.#complete(this.#shutdown, errno('ECANCELED'));
    this.#shutdown = null;
    if (channel && channel.fd >= 0 && channel.fd <= STDERR) {
      // libuv never closes a standard descriptor: it stays open until the process ends, and its other end hears nothing.
      channel.onWake = null;
      return;
    }
    // What was not read is lost to the sender, who must hear of it (RST), as on a real connection.
    channel?.close(reset || (this.isSocket && channel.bytes.available > 0));
  }

  /** Whether closing with unread bytes breaks the connection: TCP does, a pipe does not. */
  protected get isSocket(): boolean {
    return false;
  }

  #write(request: WriteWrap, bytes: Uint8Array): number {
    streamBaseState[FIELD.BYTES_WRITTEN] = bytes.length;
    streamBaseState[FIELD.LAST_WRITE_WAS_ASYNC] = 0;
    if (!this.channel) return errno('EBADF');
    if (this.#ended) return errno('EPIPE');
    if (this.channel.bytes.readerGone) {
      // TCP sends what it can hold all the same, and knows by the answer (RST) that nobody reads there any more.
      if (!this.isSocket || this.#isRefused || bytes.length > SOCKET_CAPACITY) return errno('EPIPE');
      this.#isRefused = true;
      this.bytesWritten += bytes.length;
      return 0;
    }
    const count = this.#pending.length === 0 ? this.channel.bytes.write(bytes) : 0;
    this.bytesWritten += bytes.length;
    if (count === bytes.length) return 0;
    streamBaseState[FIELD.LAST_WRITE_WAS_ASYNC] = 1;
    // The library may reuse its buffer once the write is done, not before: no copy.
    this.#pending.push({ request, bytes: bytes.subarray(count) });
    this.writeQueueSize += bytes.length - count;
    this.updateLiveness();
    if (!this.channel.bytes.waitAsWriter()) later(() => this.#flush());
    return 0;
  }

  #flush(): void {
    const { channel } = this;
    if (!channel) return;
    for (let write = this.#pending[0]; write; write = this.#pending[0]) {
      const gone = channel.bytes.readerGone;
      const count = gone ? write.bytes.length : channel.bytes.write(write.bytes);
      this.writeQueueSize -= count;
      if (count < write.bytes.length) {
        write.bytes = write.bytes.subarray(count);
        if (channel.bytes.waitAsWriter()) return;
        continue;
      }
      this.#pending.shift();
      this.#complete(write.request, gone ? errno('EPIPE') : 0);
    }
    if (this.#shutdown) later(() => this.#finish());
    this.updateLiveness();
  }

  /** Tells the other end and the library in one go: who holds both ends hears of the shutdown first, as with libuv. */
  #finish(): void {
    const request = this.#shutdown;
    if (!request) return; // Closed in the meantime.
    this.#shutdown = null;
    this.#ended = true;
    this.channel?.bytes.finish();
    if (request.oncomplete) enter(request.oncomplete, request, 0, this, undefined);
    this.updateLiveness();
  }

  #complete(request: Request, status: number): void {
    later(() => {
      if (request.oncomplete) enter(request.oncomplete, request, status, this, undefined);
    });
  }

  #woken(): void {
    if (this.#pending.length > 0) this.#flush();
    this.#pump();
  }

  #postPump(): void {
    if (this.#pumpPosted) return;
    this.#pumpPosted = true;
    later(() => {
      this.#pumpPosted = false;
      this.#pump();
    });
  }

  /** Gives the library one piece; further ones come in macrotasks of their own. */
  #pump(): void {
    const { channel } = this;
    if (!channel || !this.#reading || this.#pumpPosted) return;
    const most = this.readable(channel, Math.min(READ_SIZE, this.#userBuffer?.length ?? READ_SIZE));
    if (most === null) return; // Something else has to come first, and wakes this then.
    const bytes = channel.bytes.read(most);
    if (bytes) {
      this.bytesRead += bytes.length;
      if (this.consumer) this.consumer.feed(bytes);
      else enter(() => this.#deliver(bytes), this);
      if (this.channel && this.#reading) {
        if (channel.bytes.available > 0 || !channel.bytes.sleepAsReader()) this.#postPump();
      }
      return;
    }
    if (channel.bytes.wasReset) this.#deliverError(errno('ECONNRESET'));
    else if (channel.bytes.atEnd) this.#deliverError(errno('EOF'));
    else if (!channel.bytes.sleepAsReader()) this.#postPump();
  }

  /** How many of `size` bytes may be read next; null when they have to wait for something else. */
  protected readable(_channel: Channel, size: number): number | null {
    return size;
  }

  #deliver(bytes: Uint8Array): void {
    streamBaseState[FIELD.READ_BYTES_OR_ERROR] = bytes.length;
    streamBaseState[FIELD.ARRAY_BUFFER_OFFSET] = 0;
    if (this.#userBuffer) {
      this.#userBuffer.set(bytes);
      const next = this.onread(undefined);
      if (next instanceof Uint8Array) this.#userBuffer = next;
      return;
    }
    this.onread(bytes.buffer as ArrayBuffer);
  }

  #deliverError(code: number): void {
    this.#reading = false; // libuv stops reading at the end.
    this.consumer = null;
    enter(() => {
      streamBaseState[FIELD.READ_BYTES_OR_ERROR] = code;
      streamBaseState[FIELD.ARRAY_BUFFER_OFFSET] = 0;
      this.onread(undefined);
    }, this);
    this.updateLiveness();
  }
}

export function createStreamWrapBinding(): Binding {
  return {
    streamBaseState,
    LibuvStreamWrap: StreamHandle,
    WriteWrap,
    ShutdownWrap,
  };
}
