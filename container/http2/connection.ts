/**
 * A connection of HTTP/2 (RFC 9113): what both sides know of each other, and what may be asked of it. It takes bytes
 * (`receive`), and gives the frames that are to be sent (`collect`); where both go is its owner's matter. It keeps to
 * nghttp2, on which Node's library is written, wherever the specification leaves a choice.
 */

import { bytesOfText } from '../bytes.ts';
import { CODE, FAILURE, SETTING } from './codes.ts';
import { PREFACE, type SettingEntry } from './frames.ts';
import { HeaderDecoder } from './header-decoder.ts';
import { HeaderEncoder } from './header-encoder.ts';
import type { Field } from './header-table.ts';
import type { ConnectionOptions, Listener } from './listener.ts';
import { Message } from './message.ts';
import { Receiver } from './receiver.ts';
import { Sender } from './sender.ts';
import { type Phase, ReceiveWindow, StreamState } from './stream-state.ts';

export const MAX_WINDOW = 0x7fff_ffff;
const MAX_STREAM = 0x7fff_ffff;
const DEFAULT_WINDOW = 65_535;
/** What a GOAWAY frame may carry. */
const MAX_GOAWAY_DATA = 16_384 - 8;

/** What one side allows the other. */
export interface Settings {
  headerTableSize: number;
  enablePush: number;
  maxConcurrentStreams: number;
  initialWindowSize: number;
  maxFrameSize: number;
  maxHeaderListSize: number;
  enableConnectProtocol: number;
}

const defaultSettings = (): Settings => ({
  headerTableSize: 4096,
  enablePush: 1,
  maxConcurrentStreams: 0xffff_ffff,
  initialWindowSize: DEFAULT_WINDOW,
  maxFrameSize: 16_384,
  maxHeaderListSize: 0xffff_ffff,
  enableConnectProtocol: 0,
});

const NAMES = new Map<number, keyof Settings>([
  [SETTING.HEADER_TABLE_SIZE, 'headerTableSize'],
  [SETTING.ENABLE_PUSH, 'enablePush'],
  [SETTING.MAX_CONCURRENT_STREAMS, 'maxConcurrentStreams'],
  [SETTING.INITIAL_WINDOW_SIZE, 'initialWindowSize'],
  [SETTING.MAX_FRAME_SIZE, 'maxFrameSize'],
  [SETTING.MAX_HEADER_LIST_SIZE, 'maxHeaderListSize'],
  [SETTING.ENABLE_CONNECT_PROTOCOL, 'enableConnectProtocol'],
]);

export class Connection {
  readonly options: ConnectionOptions;
  readonly listener: Listener;
  /** What the other side knows that we allow, and what it allows us. */
  readonly local = defaultSettings();
  readonly remote = defaultSettings();
  readonly streams = new Map<number, StreamState>();
  readonly encoder: HeaderEncoder;
  readonly decoder = new HeaderDecoder(4096);
  readonly receiveWindow = new ReceiveWindow(DEFAULT_WINDOW);
  sendWindow = DEFAULT_WINDOW;

  nextStream: number;
  /** The last stream that the other side began, and the last of those that we have dealt with. */
  lastReceived = 0;
  lastProcessed = 0;
  /** Streams beyond these are not dealt with: what our GOAWAY said, and theirs. */
  localLast = MAX_STREAM;
  remoteLast = MAX_STREAM;
  /** Streams that are open, by who began them, and those that were promised to us. */
  outgoingStreams = 0;
  incomingStreams = 0;
  reservedStreams = 0;

  /** How many there were. */
  readonly frames = { received: 0, sent: 0 };

  /** The last GOAWAY is to be sent, or was sent: there is nothing behind it. */
  terminating = false;
  terminated = false;
  goawaySubmitted = false;
  goawaySent = false;
  goawayReceived = false;

  /** Settings that the other side has not acknowledged. */
  readonly #unacknowledged: SettingEntry[][] = [];
  /** What these are going to be. */
  pendingMaxStreams = 0xffff_ffff;
  pendingEnablePush = true;
  pendingConnectProtocol = false;

  readonly #receiver: Receiver;
  readonly #sender: Sender;

  constructor(options: ConnectionOptions, listener: Listener) {
    this.options = options;
    this.listener = listener;
    this.nextStream = options.isServer ? 2 : 1;
    this.remote.maxConcurrentStreams = options.peerMaxStreams;
    this.encoder = new HeaderEncoder(options.maxDeflateTable);
    this.#sender = new Sender(this);
    this.#receiver = new Receiver(this, this.#sender);
    if (!options.isServer) this.#sender.raw(PREFACE);
  }

  // ---- bytes in and out ----

  /** Takes bytes that have come; `step` looks at them. */
  receive(bytes: Uint8Array): void {
    this.#receiver.push(bytes);
  }

  /** Deals with the next frame. Answers whether there was one, or the failure that ends the connection. */
  step(): boolean | number {
    return this.#receiver.step();
  }

  /** What is to be sent now, in pieces. */
  collect(): Uint8Array[] {
    return this.#sender.collect();
  }

  /** Whether anything that comes would still be looked at. */
  get wantsRead(): boolean {
    if (this.terminated) return false;
    return this.streams.size > 0 || !(this.goawaySent || this.goawayReceived);
  }

  /** Whether there is something to send. */
  get wantsWrite(): boolean {
    return !this.terminated && this.#sender.hasWork;
  }

  /** Frames that wait to be sent. */
  get queued(): number {
    return this.#sender.queued;
  }

  /** No stream can begin any more. */
  get isClosing(): boolean {
    return this.terminating || (!this.wantsRead && !this.wantsWrite);
  }

  // ---- what is asked of it; negative numbers are failures ----

  /** Begins a stream; answers its number. */
  request(fields: Field[], hasData: boolean, parent: number): number {
    const id = this.nextStream;
    if (parent === id) return FAILURE.INVALID_ARGUMENT;
    if (id > MAX_STREAM) return FAILURE.STREAM_ID_NOT_AVAILABLE;
    this.nextStream += 2;
    this.#sender.headers({ stream: id, fields, ends: !hasData, hasData, opens: true });
    return id;
  }

  /** Answers a stream of the other side's. */
  respond(stream: number, fields: Field[], hasData: boolean): void {
    this.#sender.headers({ stream, fields, ends: !hasData, hasData, opens: false });
  }

  /** Headers before the answer's own (`ends` false), or behind its data. */
  additionalHeaders(stream: number, fields: Field[], ends: boolean): void {
    this.#sender.headers({ stream, fields, ends, hasData: false, opens: false });
  }

  /** Promises an answer to a request that nobody made; answers its stream's number. */
  promise(stream: number, fields: Field[]): number {
    const id = this.nextStream;
    if (id > MAX_STREAM) return FAILURE.STREAM_ID_NOT_AVAILABLE;
    const parent = this.streams.get(stream);
    if (!parent || parent.phase === 'closing') return FAILURE.STREAM_CLOSED;
    this.nextStream += 2;
    this.open(id, 'reserved');
    this.#sender.promise(stream, id, fields);
    return id;
  }

  /** There is something new to send on a stream, or its end. */
  resume(stream: number): void {
    this.#sender.resume(stream);
  }

  /** The stream has ended but for an empty frame that says so. */
  endData(stream: number): void {
    const state = this.streams.get(stream);
    if (!state || state.source !== 'none') return;
    state.source = 'ready';
    this.#sender.resume(stream);
  }

  reset(stream: number, code: number): void {
    this.#sender.reset(stream, code);
  }

  settings(entries: SettingEntry[]): void {
    this.#unacknowledged.push(entries);
    for (const [id, value] of entries) {
      if (id === SETTING.MAX_CONCURRENT_STREAMS) this.pendingMaxStreams = value;
      if (id === SETTING.ENABLE_PUSH) this.pendingEnablePush = value !== 0;
      if (id === SETTING.ENABLE_CONNECT_PROTOCOL) this.pendingConnectProtocol = value !== 0;
    }
    this.#sender.settings(entries);
  }

  ping(payload: Uint8Array): void {
    this.#sender.ping(false, payload);
  }

  /** Says that no stream beyond `lastStream` is dealt with. */
  goaway(code: number, lastStream: number, data: Uint8Array): number {
    if (this.terminating) return 0;
    if (this.isMine(lastStream) || data.length > MAX_GOAWAY_DATA) return FAILURE.INVALID_ARGUMENT;
    this.goawaySubmitted = true;
    this.#sender.goaway(Math.min(lastStream, this.localLast), code, data, false);
    return 0;
  }

  /** Ends everything with a last GOAWAY. */
  terminate(code: number, reason = ''): void {
    if (this.terminating) return;
    this.terminating = true;
    this.goawaySubmitted = true;
    const data = bytesOfText(reason);
    this.#sender.goaway(Math.min(this.lastProcessed, this.localLast), code, data, true);
  }

  altsvc(stream: number, origin: Uint8Array, value: Uint8Array): void {
    this.#sender.altsvc(stream, origin, value);
  }

  origin(origins: Uint8Array[]): void {
    this.#sender.origin(origins);
  }

  /** Sets the number of the next stream that we begin; false when it cannot be. */
  setNextStream(id: number): boolean {
    if (id <= 0 || id < this.nextStream || id % 2 !== this.nextStream % 2) return false;
    this.nextStream = id;
    return true;
  }

  /** Sets what all streams together may have under way. */
  setReceiveWindow(size: number): number {
    const increment = this.receiveWindow.resize(size);
    if (increment === null) return FAILURE.FLOW_CONTROL;
    if (increment > 0) this.#sender.windowUpdate(0, increment);
    return 0;
  }

  /** Bytes of data were used up, as far as the connection goes. */
  consumeConnection(count: number): void {
    const increment = this.receiveWindow.consume(count);
    if (increment > 0) this.#sender.windowUpdate(0, increment);
  }

  /** The same for a stream. */
  consumeStream(stream: number, count: number): void {
    const state = this.streams.get(stream);
    if (!state || state.readEnded) return;
    const increment = state.receive.consume(count);
    if (increment > 0) this.#sender.windowUpdate(stream, increment);
  }

  // ---- what both halves need ----

  isMine(stream: number): boolean {
    return stream !== 0 && (stream % 2 === 0) === this.options.isServer;
  }

  /** Whether nobody has begun a stream of that number. */
  isIdle(stream: number): boolean {
    return this.isMine(stream) ? stream >= this.nextStream : stream > this.lastReceived;
  }

  open(id: number, phase: Phase): StreamState {
    const isMine = this.isMine(id);
    const { strictSpace, isServer } = this.options;
    const rules = { strictSpace, connectProtocol: this.pendingConnectProtocol };
    const windows = { send: this.remote.initialWindowSize, receive: this.local.initialWindowSize };
    const stream = new StreamState(id, isMine, phase, windows, new Message(isServer, rules));
    if (phase === 'reserved' && isMine) stream.readEnded = true;
    if (phase === 'reserved' && !isMine) {
      stream.writeEnded = true;
      this.reservedStreams++;
    } else if (phase !== 'reserved') {
      if (isMine) this.outgoingStreams++;
      else this.incomingStreams++;
    }
    this.streams.set(id, stream);
    return stream;
  }

  close(id: number, code: number): void {
    const stream = this.streams.get(id);
    if (!stream) return;
    // The listener may ask for a reset, which there is no need of any more.
    stream.phase = 'closing';
    stream.source = 'none';
    this.listener.streamClosed(id, code);
    this.streams.delete(id);
    if (stream.isPush) {
      if (!stream.isMine) this.reservedStreams--;
    } else if (stream.isMine) this.outgoingStreams--;
    else this.incomingStreams--;
  }

  /** Whether anything that comes on a stream is still looked at. */
  isOpen(id: number): boolean {
    const stream = this.streams.get(id);
    return stream !== undefined && stream.phase !== 'closing';
  }

  /** The other side has ended its half. */
  endReading(stream: StreamState): void {
    stream.readEnded = true;
    if (this.isOpen(stream.id)) this.closeIfEnded(stream);
  }

  closeIfEnded(stream: StreamState): void {
    if (stream.readEnded && stream.writeEnded) this.close(stream.id, CODE.NO_ERROR);
  }

  /** Closes the streams that a GOAWAY leaves out. */
  closeBeyond(last: number, mine: boolean): void {
    for (const stream of [...this.streams.values()]) {
      if (stream.isMine === mine && stream.id > last) this.close(stream.id, CODE.REFUSED_STREAM);
    }
  }

  /** The other side has taken our oldest settings; false when there were none. */
  acknowledged(): boolean {
    const entries = this.#unacknowledged.shift();
    if (!entries) return false;
    const tables = entries.filter(([id]) => id === SETTING.HEADER_TABLE_SIZE).map(([, value]) => value);
    if (tables.length > 0) this.decoder.resize(tables[tables.length - 1] as number);
    for (const [id, value] of entries) {
      if (id === SETTING.INITIAL_WINDOW_SIZE) {
        for (const stream of this.streams.values()) stream.receive.size += value - this.local.initialWindowSize;
      }
      const name = NAMES.get(id);
      if (name) this.local[name] = value;
    }
    return true;
  }

  /** Takes settings of the other side, which were looked at; false when a window becomes too large. */
  apply(entries: readonly SettingEntry[]): boolean {
    for (const [id, value] of entries) {
      if (id === SETTING.HEADER_TABLE_SIZE) this.encoder.resize(value);
      if (id === SETTING.INITIAL_WINDOW_SIZE && !this.#moveWindows(value - this.remote.initialWindowSize)) return false;
      const name = NAMES.get(id);
      if (name) this.remote[name] = value;
    }
    return true;
  }

  #moveWindows(change: number): boolean {
    for (const stream of this.streams.values()) {
      stream.sendWindow += change;
      if (stream.sendWindow > MAX_WINDOW) return false;
      this.#sender.windowChanged(stream);
    }
    return true;
  }
}
