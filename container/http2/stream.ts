/** A stream's handle: what the library calls Http2Stream of its binding (src/node_http2.cc). */

import type { Request } from '../bindings/handle.ts';
import { defineStreamBase } from '../streams/stream-base.ts';
import { CATEGORY, type Category, CODE } from './codes.ts';
import { type HeaderList, readHeaderList } from './header-list.ts';
import type { Field } from './header-table.ts';
import type { Outgoing } from './listener.ts';
import type { Services } from './services.ts';
import type { Session } from './session.ts';
import type { StreamStatistics } from './statistics.ts';
import type { StreamState } from './stream-state.ts';

export const OPTION = { EMPTY_PAYLOAD: 1, GET_TRAILERS: 2 } as const;

/** What a field counts beside its bytes. */
const FIELD_OVERHEAD = 32;
const MOST_HEADER_BYTES = 16_777_215;
/** States as `NGHTTP2_STREAM_STATE_…` has them. */
const STATE = { IDLE: 1, OPEN: 2, RESERVED_LOCAL: 3, RESERVED_REMOTE: 4, LOCAL_ENDED: 5, REMOTE_ENDED: 6, CLOSED: 7 };
const DEFAULT_WEIGHT = 16;

export type Stream = InstanceType<ReturnType<typeof defineStream>>;

export function defineStream(services: Services) {
  const { later, errno, shared } = services;
  const StreamBase = defineStreamBase(services);

  return class Http2Stream extends StreamBase {
    readonly #session: Session;
    readonly #id: number;
    category: Category;
    destroyed = false;
    /** Names and values of the block that comes. */
    #headers: string[] = [];
    #sensitive: string[] = [];
    /** Bytes of it, and of those that came before, which the program may still have. */
    #headersLength = 0;
    #keptLength = 0;
    #reading = false;
    #writable = true;
    #hasTrailers: boolean;
    #code: number = CODE.NO_ERROR;
    /** Data that the library got while it did not read: it counts as used when it reads again. */
    #heldBack = 0;
    readonly #maxHeaderBytes: number;
    /** What is to be sent; a write is done when its last piece has gone. */
    readonly #queue: { bytes: Uint8Array; request: Request | null }[] = [];
    #available = 0;
    readonly #statistics: StreamStatistics = { start: services.now(), firstHeader: 0, firstByte: 0, firstByteSent: 0 };

    constructor(session: Session, id: number, category: Category, options = 0) {
      super();
      this.#session = session;
      this.#id = id;
      this.category = category;
      this.#maxHeaderBytes = Math.min(session.connection.local.maxHeaderListSize, MOST_HEADER_BYTES);
      this.#hasTrailers = (options & OPTION.GET_TRAILERS) !== 0;
      session.addStream(this);
      if ((options & OPTION.EMPTY_PAYLOAD) !== 0) this.shutdown();
    }

    id(): number {
      return this.#id;
    }

    // ---- what comes ----

    startHeaders(category: Category): void {
      this.#session.memory -= this.#headersLength;
      this.#headersLength = 0;
      this.#headers = [];
      this.#sensitive = [];
      this.category = category;
    }

    /** False when there are more of them than allowed. */
    addHeader({ name, value, neverIndexed }: Field): boolean {
      const session = this.#session;
      const length = name.length + value.length + FIELD_OVERHEAD;
      const isFull =
        !session.hasMemory(length) ||
        this.#headers.length === 2 * session.maxHeaderPairs ||
        this.#headersLength + length > this.#maxHeaderBytes;
      if (isFull) return false;
      this.#statistics.firstHeader ||= services.now();
      this.#headers.push(name, value);
      if (neverIndexed) this.#sensitive.push(name);
      this.#headersLength += length;
      session.memory += length;
      return true;
    }

    /** Hands over the block: names and values, and the names that are secret. */
    takeHeaders(): [headers: string[], sensitive: string[]] {
      this.#keptLength += this.#headersLength;
      this.#headersLength = 0;
      const headers = this.#headers;
      this.#headers = [];
      return [headers, this.#sensitive];
    }

    /** Forgets the block that has come. */
    dropHeaders(): void {
      this.startHeaders(this.category);
    }

    receiveData(bytes: Uint8Array): void {
      this.#statistics.firstByte ||= services.now();
      this.#session.caller.call(() => this.deliver(bytes), this);
      if (this.destroyed) return;
      if (this.#reading) this.#session.connection.consumeStream(this.#id, bytes.length);
      else this.#heldBack += bytes.length;
    }

    receiveEnd(): void {
      this.#session.caller.call(() => this.deliverError('EOF'), this);
    }

    readStart(): number {
      this.#reading = true;
      this.#session.connection.consumeStream(this.#id, this.#heldBack);
      this.#heldBack = 0;
      this.#session.scheduleWrite();
      return 0;
    }

    readStop(): number {
      this.#reading = false;
      return 0;
    }

    // ---- what goes ----

    protected override write(request: Request, parts: Uint8Array[]): number {
      if (!this.#writable || this.destroyed) return errno('EOF');
      parts.forEach((bytes, at) => this.#queue.push({ bytes, request: at === parts.length - 1 ? request : null }));
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      this.#available += length;
      this.#session.memory += length;
      this.#resume();
      return 0;
    }

    /** 1: it is done already. */
    shutdown(): number {
      if (this.destroyed) return errno('EPIPE');
      this.#writable = false;
      this.#resume();
      return 1;
    }

    #resume(): void {
      this.#session.connection.resume(this.#id);
      this.#session.scheduleWrite();
    }

    /** The next bytes to send. */
    takeOutgoing(most: number): Outgoing | null {
      this.#statistics.firstByteSent ||= services.now();
      const session = this.#session;
      const parts: Uint8Array[] = [];
      let left = Math.min(most, this.#available);
      this.#available -= left;
      session.memory -= left;
      for (let head = this.#queue[0]; head && (left > 0 || head.bytes.length === 0); head = this.#queue[0]) {
        if (head.bytes.length > left) {
          parts.push(head.bytes.subarray(0, left));
          head.bytes = head.bytes.subarray(left);
          break;
        }
        left -= head.bytes.length;
        if (head.bytes.length > 0) parts.push(head.bytes);
        if (head.request) session.completeAfterWrite(head.request, this);
        this.#queue.shift();
      }
      if (parts.length === 0 && this.#writable) return null;
      const ends = this.#available === 0 && !this.#writable;
      const trailers = ends && this.#hasTrailers;
      if (trailers) {
        this.#hasTrailers = false;
        session.caller.call(session.callbacks.trailers, this);
      }
      return { parts, ends, trailers };
    }

    respond(list: HeaderList, options: number): number {
      if ((options & OPTION.GET_TRAILERS) !== 0) this.#hasTrailers = true;
      const hasData = this.#writable && (options & OPTION.EMPTY_PAYLOAD) === 0;
      this.#session.connection.respond(this.#id, readHeaderList(list), hasData);
      this.#session.scheduleWrite();
      return 0;
    }

    info(list: HeaderList): number {
      this.#session.connection.additionalHeaders(this.#id, readHeaderList(list), false);
      this.#session.scheduleWrite();
      return 0;
    }

    trailers(list: HeaderList): number {
      const fields = readHeaderList(list);
      // Some browsers cannot take trailers that are empty.
      if (fields.length === 0) this.#session.connection.endData(this.#id);
      else this.#session.connection.additionalHeaders(this.#id, fields, true);
      this.#session.scheduleWrite();
      return 0;
    }

    /** Answers the handle of the promised stream, or a failure. */
    pushPromise(list: HeaderList, options: number): Http2Stream | number {
      const id = this.#session.connection.promise(this.#id, readHeaderList(list));
      if (id < 0) return id;
      const promised = new Http2Stream(this.#session, id, CATEGORY.HEADERS, options);
      this.#session.scheduleWrite();
      return promised;
    }

    /** Ends the stream. What was written before is to arrive, so it goes first, unless nobody wants it any more. */
    rstStream(code: number): void {
      const session = this.#session;
      this.#code = code;
      const canWait = session.isReceiving && code === CODE.CANCEL;
      if (!canWait && session.sendPending()) this.flushReset();
      else session.pendingResets.add(this);
    }

    flushReset(): void {
      this.#session.pendingResets.delete(this);
      this.#session.connection.reset(this.#id, this.#code);
      this.#session.scheduleWrite();
    }

    destroy(): void {
      if (this.destroyed) return;
      this.destroyed = true;
      const session = this.#session;
      if (session.pendingResets.has(this)) this.flushReset();
      session.removeStream(this, services.now() - this.#statistics.start);
      session.observer.streamEnded(this.#statistics, this.#id, this.bytesRead, this.bytesWritten);
      session.memory -= this.#headersLength + this.#keptLength;
      later(() => {
        session.memory -= this.#available;
        this.#available = 0;
        for (const { request } of this.#queue.splice(0)) {
          if (request) session.caller.fromLoop(() => session.complete(request, this, errno('ECANCELED')));
        }
      });
    }

    refreshState(): void {
      const stream = this.#session.connection.streams.get(this.#id);
      const window = stream ? stream.receive.size - stream.receive.received : 0;
      const weight = stream ? DEFAULT_WEIGHT : 0;
      shared.streamState.set([
        stateOf(stream),
        weight,
        0,
        Number(stream?.writeEnded ?? 0),
        Number(stream?.readEnded ?? 0),
        window,
      ]);
    }
  };
}

function stateOf(stream: StreamState | undefined): number {
  if (!stream) return STATE.IDLE;
  if (stream.phase === 'reserved') return stream.isMine ? STATE.RESERVED_LOCAL : STATE.RESERVED_REMOTE;
  if (stream.phase === 'closing') return STATE.CLOSED;
  if (stream.readEnded) return STATE.REMOTE_ENDED;
  return stream.writeEnded ? STATE.LOCAL_ENDED : STATE.OPEN;
}
