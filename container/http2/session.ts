/** A connection's handle: what the library calls Http2Session of its binding (src/node_http2.cc). */

import type { Request } from '../bindings/handle.ts';
import { FIELD } from '../streams/fields.ts';
import type { Consumer } from '../streams/stream-base.ts';
import { Acknowledgements, type Acknowledged } from './acknowledgements.ts';
import { CATEGORY, type Category, FAILURE } from './codes.ts';
import { Connection } from './connection.ts';
import { type HeaderList, readHeaderList } from './header-list.ts';
import { SessionEvents } from './session-events.ts';
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
/** What `fields` is made of: bits, two counts, and two limits of four bytes; see session-events.ts. */
const FIELD_BYTES = 12;
/** What a stream counts of a session's memory, in bytes. */
const STREAM_BYTES = 600;

/** The stream below: a socket's handle. */
interface Below {
  consumer: Consumer | null;
  readStart(): number;
  readStop(): number;
  writev(request: Request, parts: Uint8Array[], allBuffers: boolean): number;
}

export type Session = InstanceType<ReturnType<typeof defineSession>>;

export function defineSession(services: Services, callbacks: Callbacks) {
  const { Request, later, sooner, shared, streamBaseState, now } = services;
  const Http2Stream = defineStream(services);
  const caller = new Caller(services);
  const observer = new Observer(services);

  const latin1 = (text: string): Uint8Array => services.encode(text, 'latin1');

  return class Http2Session extends Request implements Consumer {
    readonly connection: Connection;
    readonly caller = caller;
    readonly callbacks = callbacks;
    readonly observer = observer;
    /** What the library and this handle both look at and change. */
    readonly fields = new Uint8Array(FIELD_BYTES);
    readonly limits = new Uint32Array(this.fields.buffer);
    readonly maxHeaderPairs: number;
    /** The library sets these. */
    declare ondone?: (() => void) | null;
    declare ongracefulclosecomplete?: () => void;
    chunksSentSinceLastWrite = 0;
    /** Bytes that this session holds. */
    memory = 0;
    isReceiving = false;
    readonly pendingResets = new Set<Stream>();
    readonly awaitedPings: Acknowledgements;
    readonly awaitedSettings: Acknowledgements;
    /** The name of the library's own error for what the connection ends with. */
    customError: string | null = null;
    readonly #events: SessionEvents;

    readonly #streams = new Map<number, Stream>();
    readonly #localCustom = new Map<number, number>();
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
    readonly statistics: SessionStatistics = {
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
      const isServer = type !== CLIENT;
      const options = readOptions(shared.optionsBuffer);
      this.#options = options;
      this.maxHeaderPairs = Math.max(options.maxHeaderPairs, isServer ? 4 : 1);
      this.awaitedPings = new Acknowledgements(services, caller, options.maxPings);
      this.awaitedSettings = new Acknowledgements(services, caller, options.maxUnacknowledged);
      this.#events = new SessionEvents(this, services, readCustomIds(shared.settingsBuffer));
      const pad = (length: number, most: number) => paddedLength(options.padding, length, most);
      this.connection = new Connection({ isServer, ...options, pad, now }, this.#events);
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
        this.statistics,
        this.connection.options.isServer ? 'server' : 'client',
        this.connection.frames,
      );
      this.awaitedPings.cancel();
    }

    request(list: HeaderList, options: number, parent: number): Stream | number {
      const hasData = (options & OPTION.EMPTY_PAYLOAD) === 0;
      const id = this.connection.request(readHeaderList(list), hasData, parent);
      if (id < 0) return id;
      const stream = new Http2Stream(this, id, CATEGORY.HEADERS, options);
      this.scheduleWrite();
      return stream;
    }

    settings(callback: Acknowledged): boolean {
      if (!this.awaitedSettings.await(callback)) return false;
      const entries = readSettings(shared.settingsBuffer);
      keepCustom(this.#localCustom, entries, () => true);
      this.connection.settings(entries);
      this.scheduleWrite();
      return true;
    }

    ping(payload: Uint8Array | undefined, callback: Acknowledged): boolean {
      if (!this.awaitedPings.await(callback)) return false;
      const bytes = payload ? services.bytesOf(payload) : new Uint8Array(Float64Array.of(now()).buffer);
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
      writeSettings(shared.settingsBuffer, this.connection.remote, this.#events.customSettings);
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
      const statistics = this.statistics;
      statistics.streamCount++;
      statistics.maxConcurrentStreams = Math.max(statistics.maxConcurrentStreams, this.#streams.size);
    }

    /** @param duration milliseconds that it was there */
    removeStream(stream: Stream, duration: number): void {
      if (this.#streams.delete(stream.id())) this.memory -= STREAM_BYTES;
      this.statistics.streamDuration += duration;
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

    get isClosing(): boolean {
      return this.#closing;
    }

    get mayAddStream(): boolean {
      return this.#streams.size < this.connection.local.maxConcurrentStreams && this.hasMemory(STREAM_BYTES);
    }

    stream(id: number): Stream | undefined {
      return this.#streams.get(id);
    }

    /** The stream, unless it is destroyed. */
    liveStream(id: number): Stream | undefined {
      const stream = this.#streams.get(id);
      return stream?.destroyed ? undefined : stream;
    }

    /** The other side has begun a stream. */
    makeStream(id: number, category: Category): void {
      new Http2Stream(this, id, category);
    }

    /** A GOAWAY goes: the connection has ended itself when nobody else has asked for it. */
    noteGoaway(): void {
      this.#endedItself = !this.#closing && !this.#graceful && !this.#goawayInitiated;
    }

    // ---- bytes that come ----

    feed(bytes: Uint8Array, from: 'loop' | 'program' = 'loop'): void {
      this.statistics.bytesRead += bytes.length;
      this.connection.receive(bytes);
      if (from === 'loop') this.#processNext();
      else this.#process();
    }

    #processNext(): void {
      caller.fromLoop(() => this.#process());
    }

    /** Deals with what has come. Behind each frame that the library hears of, promise jobs have their turn. */
    #process(): void {
      const { calls } = caller;
      for (;;) {
        const outcome = this.#step();
        if (outcome === true && caller.calls === calls) continue;
        if (outcome === true) return sooner(() => this.#processNext());
        if (outcome === false) this.sendPending();
        else caller.call(callbacks.error, this, outcome, this.customError);
        break;
      }
      this.#maybeStopReading();
    }

    #step(): boolean | number {
      this.isReceiving = true;
      this.customError = null;
      try {
        return this.connection.step();
      } finally {
        this.isReceiving = false;
      }
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
      this.statistics.bytesWritten += parts.reduce((sum, part) => sum + part.length, 0);
      const request = new Request();
      request.oncomplete = () => caller.fromLoop(() => this.#afterWrite());
      this.#writing = true;
      const status = below.writev(request, parts, true);
      if (status !== 0 || streamBaseState[FIELD.LAST_WRITE_WAS_ASYNC] === 0) {
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
