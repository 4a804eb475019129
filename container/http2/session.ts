/** A connection's handle: what the library calls Http2Session of its binding (src/node_http2.cc). */

import type { Request } from '../bindings/handle.ts';
import type { Consumer } from '../streams/stream-base.ts';
import { type Category, CODE, codeOf, FAILURE, FRAME } from './codes.ts';
import { Connection } from './connection.ts';
import type { SettingEntry } from './frames.ts';
import { type HeaderList, readHeaderList } from './header-list.ts';
import type { Field } from './header-table.ts';
import type { Listener, Outgoing } from './listener.ts';
import { type Callbacks, Caller, type Services } from './services.ts';
import {
  keepCustom,
  paddedLength,
  readCustomIds,
  readOptions,
  readSettings,
  type SessionOptions,
  writeSettings,
} from './settings.ts';
import { Observer, type SessionStatistics } from './statistics.ts';
import { defineStream, OPTION, type Stream } from './stream.ts';

const CLIENT = 1;
/** What `fields` is made of: bits, two counts, and two limits of four bytes. */
const FIELD_BYTES = 12;
const BITS = 0;
const PRIORITY_LISTENERS = 1;
const BIT = { REMOTE_SETTINGS: 1, UP_TO_DATE: 2, PING: 4, ALTSVC: 8 } as const;
const MAX_INVALID_FRAMES = 1;
const MAX_REJECTED_STREAMS = 2;
/** What a stream counts of a session's memory, in bytes. */
const STREAM_BYTES = 600;

/** The stream below: a socket's handle. */
interface Below {
  consumer: Consumer | null;
  readStart(): number;
  readStop(): number;
  writev(request: Request, parts: Uint8Array[], allBuffers: boolean): number;
}

/** A ping or settings that the other side is to acknowledge. */
interface Awaited {
  request: Request;
  since: number;
  callback: (ack: boolean, duration: number, payload?: unknown) => void;
}

export type Session = InstanceType<ReturnType<typeof defineSession>>;

export function defineSession(services: Services, callbacks: Callbacks) {
  const { Request, later, sooner, shared, streamBaseState, now } = services;
  const Http2Stream = defineStream(services);
  const caller = new Caller(services);
  const observer = new Observer(services);
  const LAST_WRITE_WAS_ASYNC = 3;

  const bufferOf = (bytes: Uint8Array): unknown => {
    const { Buffer } = services.library.require('buffer') as { Buffer: { from(bytes: ArrayBufferLike): unknown } };
    return Buffer.from(bytes.slice().buffer);
  };
  const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
  const latin1 = (text: string): Uint8Array => services.encode(text, 'latin1');

  return class Http2Session extends Request implements Listener, Consumer {
    readonly connection: Connection;
    readonly caller = caller;
    readonly callbacks = callbacks;
    readonly observer = observer;
    /** What the library and this handle both look at and change. */
    readonly fields = new Uint8Array(FIELD_BYTES);
    readonly #limits = new Uint32Array(this.fields.buffer);
    readonly maxHeaderPairs: number;
    /** The library sets these. */
    declare ondone?: (() => void) | null;
    declare ongracefulclosecomplete?: () => void;
    chunksSentSinceLastWrite = 0;
    /** Bytes that this session holds. */
    memory = 0;
    isReceiving = false;
    readonly pendingResets = new Set<Stream>();

    readonly #streams = new Map<number, Stream>();
    readonly #pings: Awaited[] = [];
    readonly #settings: Awaited[] = [];
    readonly #localCustom = new Map<number, number>();
    readonly #remoteCustom = new Map<number, number>();
    readonly #wantedCustom: Set<number>;
    readonly #options: SessionOptions;
    #below: Below | null = null;
    #closing = false;
    #destroyed = false;
    #graceful = false;
    /** The library has said good bye, or the connection has on its own. */
    #goawayInitiated = false;
    #endedItself = false;
    #readingStopped = false;
    #writeScheduled = false;
    /** Frames are being collected, or are on their way. */
    #sending = false;
    #writing = false;
    #written: { request: Request; stream: Stream }[] = [];
    #chunksSent = 0;
    #invalidFrames = 0;
    #rejectedStreams = 0;
    #customError: string | null = null;
    readonly #statistics: SessionStatistics = {
      start: now(),
      bytesRead: 0,
      bytesWritten: 0,
      pingRTT: 0,
      streamCount: 0,
      maxConcurrentStreams: 0,
      streamDuration: 0,
    };

    constructor(type: number) {
      super();
      this.#limits[MAX_INVALID_FRAMES] = 1000;
      this.#limits[MAX_REJECTED_STREAMS] = 100;
      const isServer = type !== CLIENT;
      const options = readOptions(shared.optionsBuffer);
      this.#options = options;
      this.maxHeaderPairs = Math.max(options.maxHeaderPairs, isServer ? 4 : 1);
      this.#wantedCustom = new Set(readCustomIds(shared.settingsBuffer));
      const pad = (length: number, most: number) => paddedLength(options.padding, length, most);
      this.connection = new Connection({ isServer, ...options, pad, now }, this);
    }

    // ---- what the library calls ----

    consume(below: Below): void {
      this.#below = below;
      below.consumer = this;
    }

    /** Bytes that the library had read already. */
    receive(bytes: Uint8Array): void {
      this.connection.receive(services.bytesOf(bytes).slice());
      sooner(() => this.#processNext());
    }

    destroy(code: number, socketDestroyed: boolean): void {
      if (this.#closing) return;
      this.#closing = true;
      const below = this.#below;
      if (below) {
        this.#readingStopped = true;
        below.readStop();
      }
      if (!socketDestroyed) {
        this.connection.terminate(code);
        this.sendPending();
      } else if (below) {
        if (below.consumer === this) below.consumer = null;
        this.#below = null;
      }
      this.#destroyed = true;
      if (!this.#writing || !this.#below) this.#done();
      observer.sessionEnded(
        this.#statistics,
        this.connection.options.isServer ? 'server' : 'client',
        this.connection.frames,
      );
      const pings = this.#pings.splice(0);
      if (pings.length > 0) later(() => caller.fromLoop(() => pings.forEach((ping) => this.#settle(ping, false))));
    }

    request(list: HeaderList, options: number, parent: number): Stream | number {
      const hasData = (options & OPTION.EMPTY_PAYLOAD) === 0;
      const id = this.connection.request(readHeaderList(list), hasData, parent);
      if (id < 0) return id;
      const stream = new Http2Stream(this, id, 3, options);
      this.scheduleWrite();
      return stream;
    }

    settings(callback: Awaited['callback']): boolean {
      const settings = { request: new Request(), since: now(), callback };
      if (this.#settings.length >= this.#options.maxUnacknowledged) {
        this.#settle(settings, false);
        return false;
      }
      this.#settings.push(settings);
      const entries = readSettings(shared.settingsBuffer);
      keepCustom(this.#localCustom, entries, () => true);
      this.connection.settings(entries);
      this.scheduleWrite();
      return true;
    }

    ping(payload: Uint8Array | undefined, callback: Awaited['callback']): boolean {
      const ping = { request: new Request(), since: now(), callback };
      if (this.#pings.length >= this.#options.maxPings) {
        this.#settle(ping, false);
        return false;
      }
      this.#pings.push(ping);
      const bytes = payload ? services.bytesOf(payload) : new Uint8Array(Float64Array.of(ping.since).buffer);
      this.connection.ping(bytes);
      this.scheduleWrite();
      return true;
    }

    goaway(code: number, lastStream: number, data: Uint8Array | undefined): void {
      if (this.#destroyed) return;
      this.#goawayInitiated = true;
      const last = lastStream <= 0 ? this.connection.lastProcessed : lastStream;
      this.connection.goaway(code, last, data ? services.bytesOf(data) : new Uint8Array());
      this.scheduleWrite();
    }

    altsvc(stream: number, origin: string, value: string): void {
      if ((stream === 0) !== (origin !== '')) return; // It names its origin, or has that of its stream.
      this.connection.altsvc(stream, latin1(origin), latin1(value));
      this.scheduleWrite();
    }

    /** The texts, each with a NUL behind. */
    origin(origins: string): void {
      this.connection.origin(origins.split('\0').slice(0, -1).map(latin1));
      this.scheduleWrite();
    }

    setNextStreamID(id: number): boolean {
      return this.connection.setNextStream(id);
    }

    setLocalWindowSize(size: number): number {
      const status = this.connection.setReceiveWindow(size);
      this.scheduleWrite();
      return status;
    }

    setGracefulClose(): void {
      this.#graceful = true;
    }

    hasPendingData(): boolean {
      return this.connection.wantsWrite || this.connection.wantsRead;
    }

    updateChunksSent(): number {
      return (this.chunksSentSinceLastWrite = this.#chunksSent);
    }

    localSettings(): void {
      writeSettings(shared.settingsBuffer, this.connection.local, this.#localCustom);
    }

    remoteSettings(): void {
      writeSettings(shared.settingsBuffer, this.connection.remote, this.#remoteCustom);
    }

    refreshState(): void {
      const { receiveWindow, nextStream, lastProcessed, sendWindow, queued, encoder, decoder } = this.connection;
      shared.sessionState.set([
        receiveWindow.size,
        Math.max(0, receiveWindow.received),
        nextStream,
        receiveWindow.size - receiveWindow.received,
        lastProcessed,
        sendWindow,
        queued,
        encoder.tableSize,
        decoder.tableSize,
      ]);
    }

    // ---- streams ----

    addStream(stream: Stream): void {
      this.#streams.set(stream.id(), stream);
      this.memory += STREAM_BYTES;
      const statistics = this.#statistics;
      statistics.streamCount++;
      statistics.maxConcurrentStreams = Math.max(statistics.maxConcurrentStreams, this.#streams.size);
    }

    /** @param duration milliseconds that it was there */
    removeStream(stream: Stream, duration: number): void {
      if (this.#streams.delete(stream.id())) this.memory -= STREAM_BYTES;
      this.#statistics.streamDuration += duration;
    }

    hasMemory(count: number): boolean {
      return this.memory + count <= this.#options.maxMemory;
    }

    /** The write is done when what was collected has been written. */
    completeAfterWrite(request: Request, stream: Stream): void {
      this.#written.push({ request, stream });
    }

    complete(request: Request, stream: Stream, status: number): void {
      caller.call(request.oncomplete, request, status, stream, undefined);
    }

    /** The stream, unless it is destroyed. */
    #live(id: number): Stream | undefined {
      const stream = this.#streams.get(id);
      return stream?.destroyed ? undefined : stream;
    }

    // ---- bytes that come ----

    feed(bytes: Uint8Array, from: 'loop' | 'program' = 'loop'): void {
      this.#statistics.bytesRead += bytes.length;
      this.connection.receive(bytes);
      if (from === 'loop') this.#processNext();
      else this.#process();
    }

    #processNext(): void {
      caller.fromLoop(() => this.#process());
    }

    /** Deals with what has come. Behind each frame that the library hears of, promise jobs have their turn. */
    #process(): void {
      for (const calls = caller.calls; ;) {
        const outcome = this.#step();
        if (outcome === true && caller.calls === calls) continue;
        if (outcome === true) return sooner(() => this.#processNext());
        if (outcome === false) this.sendPending();
        else caller.call(callbacks.error, this, outcome, this.#customError);
        break;
      }
      this.#maybeStopReading();
    }

    #step(): boolean | number {
      this.isReceiving = true;
      this.#customError = null;
      try {
        return this.connection.step();
      } finally {
        this.isReceiving = false;
      }
    }

    beginHeaders(id: number, category: Category): 'take' | 'refuse' | 'fatal' {
      const stream = this.#streams.get(id);
      if (stream) {
        if (!stream.destroyed) stream.startHeaders(category);
        return 'take';
      }
      const mayAdd = this.#streams.size < this.connection.local.maxConcurrentStreams && this.hasMemory(STREAM_BYTES);
      if (mayAdd && !this.#closing) {
        this.#rejectedStreams = 0;
        new Http2Stream(this, id, category);
        return 'take';
      }
      const most = this.#limits[MAX_REJECTED_STREAMS] as number;
      if (!this.#closing && this.#rejectedStreams++ > most) return 'fatal';
      this.connection.reset(id, this.#closing ? CODE.REFUSED_STREAM : CODE.ENHANCE_YOUR_CALM);
      return 'refuse';
    }

    header(id: number, field: Field): boolean {
      const stream = this.#streams.get(id);
      if (!stream) {
        this.connection.reset(id, CODE.INTERNAL_ERROR);
        return false;
      }
      if (stream.destroyed || stream.addHeader(field)) return true;
      stream.rstStream(CODE.ENHANCE_YOUR_CALM);
      return false;
    }

    headers(id: number, flags: number): void {
      const stream = this.#live(id);
      if (!stream) return;
      const [headers, sensitive] = stream.takeHeaders();
      caller.call(callbacks.headers, this, stream, id, stream.category, flags, headers, sensitive);
    }

    data(id: number, bytes: Uint8Array): void {
      this.connection.consumeConnection(bytes.length);
      this.#live(id)?.receiveData(bytes);
    }

    dataFrame(id: number, length: number, ends: boolean): boolean {
      const stream = this.#live(id);
      if (stream && ends) stream.receiveEnd();
      else if (length === 0) return this.#countInvalid();
      return true;
    }

    priority(id: number, parent: number, weight: number, exclusive: boolean): void {
      if (this.fields[PRIORITY_LISTENERS] === 0) return;
      caller.call(callbacks.priority, this, id, parent, weight, exclusive);
    }

    settingsReceived(entries: readonly SettingEntry[]): void {
      this.fields[BITS] = (this.fields[BITS] as number) & ~BIT.UP_TO_DATE;
      keepCustom(this.#remoteCustom, entries, (id) => this.#wantedCustom.has(id));
      if (this.#hears(BIT.REMOTE_SETTINGS)) caller.call(callbacks.settings, this);
    }

    settingsAck(): void {
      const settings = this.#settings.shift();
      if (settings) this.#settle(settings, true);
    }

    pingReceived(payload: Uint8Array): void {
      if (this.#hears(BIT.PING)) caller.call(callbacks.ping, this, bufferOf(payload));
    }

    pingAck(payload: Uint8Array): void {
      const ping = this.#pings.shift();
      if (ping) {
        this.#statistics.pingRTT = now() - ping.since;
        this.#settle(ping, true, bufferOf(payload));
      } else caller.call(callbacks.error, this, FAILURE.PROTO);
    }

    goawayReceived(code: number, lastStream: number, data: Uint8Array): void {
      caller.call(callbacks.goaway, this, code, lastStream, data.length > 0 ? bufferOf(data) : undefined);
    }

    altsvcReceived(id: number, origin: Uint8Array, value: Uint8Array): void {
      if (this.#hears(BIT.ALTSVC)) caller.call(callbacks.altsvc, this, id, textOf(origin), textOf(value));
    }

    originReceived(origins: Uint8Array[]): void {
      caller.call(callbacks.origin, this, origins.map(textOf));
    }

    goawaySent(): void {
      this.#endedItself = !this.#closing && !this.#graceful && !this.#goawayInitiated;
    }

    invalidFrame(failure: number): boolean {
      if (!this.#countInvalid()) return false;
      const isFatal =
        failure === FAILURE.STREAM_CLOSED || failure === FAILURE.FLOW_CONTROL || failure === FAILURE.PROTO;
      if (isFatal) caller.call(callbacks.error, this, failure);
      return true;
    }

    notHttp2(): void {
      caller.call(callbacks.error, this, FAILURE.PROTO);
    }

    streamClosed(id: number, code: number): void {
      const stream = this.#live(id);
      if (!stream) return;
      // The library does not know a stream whose headers have never been whole.
      if (caller.call(callbacks.streamClosed, stream, code) !== true) stream.destroy();
    }

    notSent(id: number, type: number, failure: number): void {
      const isClosing =
        failure === FAILURE.SESSION_CLOSING || failure === FAILURE.STREAM_CLOSED || failure === FAILURE.STREAM_CLOSING;
      if (isClosing) {
        this.#live(id)?.dropHeaders();
        if (type !== FRAME.GOAWAY) return;
      }
      caller.call(callbacks.frameError, this, id, type, codeOf(failure));
    }

    outgoing(id: number, most: number): Outgoing | null {
      return this.#streams.get(id)?.takeOutgoing(most) ?? null;
    }

    #hears(bit: number): boolean {
      return ((this.fields[BITS] as number) & bit) !== 0;
    }

    #countInvalid(): boolean {
      if (this.#invalidFrames++ <= (this.#limits[MAX_INVALID_FRAMES] as number)) return true;
      this.#customError = 'ERR_HTTP2_TOO_MANY_INVALID_FRAMES';
      return false;
    }

    #settle({ request, since, callback }: Awaited, ack: boolean, payload?: unknown): void {
      caller.call(() => callback(ack, now() - since, payload), request);
    }

    // ---- bytes that go ----

    /** What there is to send goes when the program has done what it does now. */
    scheduleWrite(): void {
      if (this.#writeScheduled || !this.connection.wantsWrite) return;
      this.#writeScheduled = true;
      later(() => {
        if (this.#writeScheduled) caller.fromLoop(() => this.sendPending());
      });
    }

    /** Sends what there is to send; false when it has to wait for what is being sent. */
    sendPending(): boolean {
      if (this.#destroyed) return true;
      this.#writeScheduled = false;
      if (this.#sending) return false;
      this.#sending = true;
      const parts = this.connection.collect();
      const below = this.#below;
      if (!below || parts.length === 0) {
        this.#sent();
        return true;
      }
      this.#chunksSent++;
      this.#statistics.bytesWritten += parts.reduce((sum, part) => sum + part.length, 0);
      const request = new Request();
      request.oncomplete = () => caller.fromLoop(() => this.#afterWrite());
      this.#writing = true;
      const status = below.writev(request, parts, true);
      if (status !== 0 || streamBaseState[LAST_WRITE_WAS_ASYNC] === 0) {
        this.#writing = false;
        this.#sent();
        this.#maybeTellGraceful();
      }
      this.#maybeStopReading();
      if (this.#endedItself && !this.#closing) caller.call(callbacks.error, this, FAILURE.PROTO);
      this.#endedItself = false;
      return true;
    }

    #afterWrite(): void {
      this.#maybeTellGraceful();
      this.#writing = false;
      this.#sent();
      if (this.#readingStopped && !this.#writing && this.connection.wantsRead) {
        this.#readingStopped = false;
        this.#below?.readStart();
      }
      if (this.#destroyed) this.#done();
      else this.scheduleWrite();
    }

    /** All that was collected is written, as far as the library goes. */
    #sent(): void {
      this.#sending = false;
      for (const { request, stream } of this.#written.splice(0)) this.complete(request, stream, 0);
      if (this.pendingResets.size === 0) return;
      const resets = [...this.pendingResets];
      this.pendingResets.clear();
      this.sendPending();
      for (const stream of resets) if (!stream.destroyed) stream.flushReset();
    }

    #done(): void {
      caller.call(this.ondone, this);
      // To hear of the other side's end.
      this.#readingStopped = false;
      this.#below?.readStart();
    }

    #maybeTellGraceful(): void {
      if (this.#graceful && !this.hasPendingData()) caller.call(this.ongracefulclosecomplete, this);
    }

    #maybeStopReading(): void {
      if (this.#readingStopped || this.#closing || this.connection.wantsRead) return;
      this.#readingStopped = true;
      this.#below?.readStop();
    }
  };
}
