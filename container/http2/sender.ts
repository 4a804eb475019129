/** The half of a connection that sends: what waits, in which order it goes, and what may go at all. */

import { CODE, FAILURE, FRAME } from './codes.ts';
import type { Connection } from './connection.ts';
import * as frames from './frames.ts';
import type { SettingEntry } from './frames.ts';
import { type Field, sizeOf } from './header-table.ts';
import type { StreamState } from './stream-state.ts';

/** The most data in one frame, however much the other side would take: others are to have their turn. */
const DATA_SIZE = 16_384;
/** Answers to pings and settings that may wait: who asks faster than we can write floods us. */
const MOST_ANSWERS = 1000;
/** Resets that may wait, for the same reason. */
const MOST_RESETS = 10_000;

/** A block of headers on its way. */
export interface HeadersItem {
  stream: number;
  fields: Field[];
  ends: boolean;
  /** Data follows. */
  hasData: boolean;
  /** It begins a stream of ours. */
  opens: boolean;
}

type Item = { type: number; stream: number } & (
  | { kind: 'bytes'; bytes: Uint8Array; isAnswer?: boolean }
  | { kind: 'headers'; headers: HeadersItem; canceled: number | null }
  | { kind: 'promise'; promised: number; fields: Field[] }
  | { kind: 'reset'; code: number }
  | { kind: 'goaway'; last: number; code: number; data: Uint8Array; isLast: boolean }
  | { kind: 'window'; increment: number }
);

export class Sender {
  readonly #connection: Connection;
  /** Settings and pings, which go before all else. */
  readonly #urgent: Item[] = [];
  readonly #regular: Item[] = [];
  /** What opens streams, which there may be too many of. */
  readonly #opening: Item[] = [];
  /** Streams that may have data to send, and whose window is open: each sends one frame when it is its turn. */
  readonly #ready = new Set<number>();
  #answers = 0;
  #resets = 0;
  #preface: Uint8Array | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get queued(): number {
    return this.#urgent.length + this.#regular.length + this.#opening.length;
  }

  get hasWork(): boolean {
    return (
      this.#urgent.length > 0 ||
      this.#regular.length > 0 ||
      (this.#opening.length > 0 && this.#mayOpen()) ||
      (this.#ready.size > 0 && this.#connection.sendWindow > 0)
    );
  }

  /** The other side makes us say more than it takes. */
  get isFlooded(): boolean {
    return this.#resets > MOST_RESETS;
  }

  /** Bytes that go before every frame. */
  raw(bytes: Uint8Array): void {
    this.#preface = bytes;
  }

  headers(headers: HeadersItem): void {
    const { stream } = headers;
    const opens = headers.opens || this.#connection.streams.get(stream)?.phase === 'reserved';
    const item: Item = { kind: 'headers', type: FRAME.HEADERS, stream, headers, canceled: null };
    (opens ? this.#opening : this.#regular).push(item);
  }

  promise(stream: number, promised: number, fields: Field[]): void {
    this.#regular.push({ kind: 'promise', type: FRAME.PUSH_PROMISE, stream, promised, fields });
  }

  reset(stream: number, code: number): void {
    const state = this.#connection.streams.get(stream);
    if (state?.phase === 'closing' || this.#connection.isIdle(stream)) return;
    const unsent = this.#opening.find(
      (item) => item.kind === 'headers' && item.headers.opens && item.stream === stream,
    );
    if (unsent?.kind === 'headers') {
      unsent.canceled = code;
      return;
    }
    if (state) state.phase = 'closing';
    this.#resets++;
    this.#regular.push({ kind: 'reset', type: FRAME.RST_STREAM, stream, code });
  }

  settings(entries: readonly SettingEntry[]): void {
    this.#urgent.push({ kind: 'bytes', type: FRAME.SETTINGS, stream: 0, bytes: frames.settingsFrame(entries) });
  }

  /** False when too many answers wait already. */
  settingsAck(): boolean {
    return this.#answer(FRAME.SETTINGS, frames.settingsAckFrame());
  }

  ping(ack: boolean, payload: Uint8Array): boolean {
    const bytes = frames.pingFrame(ack, payload);
    if (ack) return this.#answer(FRAME.PING, bytes);
    this.#urgent.push({ kind: 'bytes', type: FRAME.PING, stream: 0, bytes });
    return true;
  }

  goaway(last: number, code: number, data: Uint8Array, isLast: boolean): void {
    this.#regular.push({ kind: 'goaway', type: FRAME.GOAWAY, stream: 0, last, code, data: data.slice(), isLast });
  }

  windowUpdate(stream: number, increment: number): void {
    const window = this.#windowOf(stream);
    if (window) window.updateQueued = true;
    this.#regular.push({ kind: 'window', type: FRAME.WINDOW_UPDATE, stream, increment });
  }

  altsvc(stream: number, origin: Uint8Array, value: Uint8Array): void {
    const bytes = frames.altsvcFrame(stream, origin, value);
    this.#regular.push({ kind: 'bytes', type: FRAME.ALTSVC, stream, bytes });
  }

  origin(origins: Uint8Array[]): void {
    this.#regular.push({ kind: 'bytes', type: FRAME.ORIGIN, stream: 0, bytes: frames.originFrame(origins) });
  }

  /** The stream has something to send. */
  resume(id: number): void {
    const stream = this.#connection.streams.get(id);
    if (!stream || stream.source === 'none') return;
    stream.source = 'ready';
    if (stream.sendWindow > 0) this.#ready.add(id);
  }

  /** A stream's window has another size. */
  windowChanged(stream: StreamState): void {
    if (stream.sendWindow > 0 && stream.source === 'ready') this.#ready.add(stream.id);
  }

  /** All frames that may go now, in pieces. */
  collect(): Uint8Array[] {
    const connection = this.#connection;
    const bytes: Uint8Array[] = [];
    if (this.#preface) bytes.push(this.#preface);
    this.#preface = null;
    while (!connection.terminated) {
      const item =
        this.#urgent.shift() ?? this.#regular.shift() ?? (this.#mayOpen() ? this.#opening.shift() : undefined);
      if (item) {
        const sent = this.#prepare(item);
        if (typeof sent === 'number') this.#notSent(item, sent);
        else {
          bytes.push(sent);
          connection.frames.sent++;
          this.#afterSent(item);
        }
        continue;
      }
      const [id] = this.#ready;
      if (id === undefined || connection.sendWindow <= 0) break;
      this.#ready.delete(id);
      const data = this.#data(id);
      bytes.push(...data);
    }
    return bytes;
  }

  #answer(type: number, bytes: Uint8Array): boolean {
    if (this.#answers >= MOST_ANSWERS) return false;
    this.#answers++;
    this.#urgent.push({ kind: 'bytes', type, stream: 0, bytes, isAnswer: true });
    return true;
  }

  #mayOpen(): boolean {
    return this.#connection.outgoingStreams < this.#connection.remote.maxConcurrentStreams;
  }

  #windowOf(stream: number) {
    return stream === 0 ? this.#connection.receiveWindow : this.#connection.streams.get(stream)?.receive;
  }

  /** The frame's bytes, or why it cannot be sent. */
  #prepare(item: Item): Uint8Array | number {
    const connection = this.#connection;
    switch (item.kind) {
      case 'bytes':
        if (item.isAnswer) this.#answers--;
        if (item.type === FRAME.ALTSVC && item.stream !== 0 && !connection.streams.has(item.stream)) {
          return FAILURE.STREAM_CLOSED;
        }
        if ((item.isAnswer || item.type !== FRAME.SETTINGS) && connection.isClosing) return FAILURE.SESSION_CLOSING;
        return item.bytes;
      case 'headers':
        return this.#headersBytes(item.headers, item.canceled);
      case 'promise':
        return this.#promiseBytes(item.stream, item.promised, item.fields);
      case 'reset':
        this.#resets--;
        return connection.terminating ? FAILURE.SESSION_CLOSING : frames.resetFrame(item.stream, item.code);
      case 'goaway':
        return frames.goawayFrame(item.last, item.code, item.data);
      case 'window': {
        const window = this.#windowOf(item.stream);
        if (!window) return FAILURE.STREAM_CLOSED;
        window.updateQueued = false;
        return connection.terminating ? FAILURE.SESSION_CLOSING : frames.windowUpdateFrame(item.stream, item.increment);
      }
    }
  }

  #headersBytes({ stream: id, fields, ends, opens }: HeadersItem, canceled: number | null): Uint8Array | number {
    const connection = this.#connection;
    if (opens) {
      if (canceled !== null) return FAILURE.STREAM_CLOSING;
      if (connection.goawayReceived || connection.terminating) return FAILURE.START_STREAM_NOT_ALLOWED;
    } else {
      const refused = this.#mayNotSend(connection.streams.get(id));
      if (refused !== 0) return refused;
    }
    if (blockSize(fields) > connection.options.maxSendHeaders) return FAILURE.FRAME_SIZE_ERROR;
    if (opens) {
      const stream = connection.open(id, 'opening');
      stream.message.method = fields.find(({ name }) => name === ':method')?.value ?? '';
    }
    const { maxFrameSize } = connection.remote;
    const most = Math.min(maxFrameSize, DATA_SIZE);
    const block = connection.encoder.encode(fields);
    return frames.headersFrames(id, block, ends, most, (length) => this.#padding(length, most));
  }

  #promiseBytes(id: number, promised: number, fields: Field[]): Uint8Array | number {
    const connection = this.#connection;
    const refused = this.#mayNotSend(connection.streams.get(id));
    if (refused !== 0) return refused;
    if (connection.remote.enablePush === 0) return FAILURE.PUSH_DISABLED;
    if (connection.goawayReceived) return FAILURE.START_STREAM_NOT_ALLOWED;
    if (blockSize(fields) > connection.options.maxSendHeaders) return FAILURE.FRAME_SIZE_ERROR;
    return frames.pushPromiseFrames(id, promised, connection.encoder.encode(fields), DATA_SIZE);
  }

  /** Why nothing can be sent on a stream; 0 when it can. */
  #mayNotSend(stream: StreamState | undefined): number {
    if (!stream || stream.writeEnded) return FAILURE.STREAM_CLOSED;
    if (this.#connection.terminating) return FAILURE.SESSION_CLOSING;
    return stream.phase === 'closing' ? FAILURE.STREAM_CLOSING : 0;
  }

  #notSent(item: Item, failure: number): void {
    const { listener } = this.#connection;
    if (item.type !== FRAME.WINDOW_UPDATE) listener.notSent(item.stream, item.type, failure);
    // A stream that could not be opened is closed.
    if (item.kind === 'promise') this.#connection.close(item.promised, CODE.INTERNAL_ERROR);
    if (item.kind !== 'headers' || !item.headers.opens) return;
    listener.streamClosed(item.stream, item.canceled ?? CODE.REFUSED_STREAM);
  }

  #afterSent(item: Item): void {
    const connection = this.#connection;
    if (item.kind === 'headers') {
      const stream = connection.streams.get(item.stream);
      if (!stream) return;
      if (stream.phase === 'reserved' || (stream.phase === 'opening' && !stream.isMine)) {
        stream.phase = 'opened';
        if (stream.isPush) connection.outgoingStreams++;
        stream.isPush = false;
      }
      if (item.headers.hasData) {
        stream.source = 'ready';
        this.#ready.add(stream.id);
      }
      if (item.headers.ends) {
        stream.writeEnded = true;
        connection.closeIfEnded(stream);
      }
    } else if (item.kind === 'reset') connection.close(item.stream, item.code);
    else if (item.kind === 'goaway') {
      connection.goawaySent = true;
      connection.localLast = Math.min(connection.localLast, item.last);
      if (item.isLast) connection.terminated = true;
      connection.listener.goawaySent();
      connection.closeBeyond(item.last, false);
    }
  }

  /** The next frame of data of a stream. */
  #data(id: number): Uint8Array[] {
    const connection = this.#connection;
    const stream = connection.streams.get(id);
    if (!stream || stream.source !== 'ready' || stream.sendWindow <= 0 || this.#mayNotSend(stream) !== 0) return [];
    const most = Math.min(connection.remote.maxFrameSize, DATA_SIZE, stream.sendWindow, connection.sendWindow);
    const outgoing = connection.listener.outgoing(id, most);
    if (!outgoing) {
      stream.source = 'deferred';
      return [];
    }
    const { parts, ends, trailers } = outgoing;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const padding = this.#padding(length, most);
    const last = ends && !trailers;
    stream.sendWindow -= length + padding;
    connection.sendWindow -= length + padding;
    if (ends) stream.source = 'none';
    else if (stream.sendWindow > 0) this.#ready.add(id);
    const bytes = length === 0 && !last ? [] : frames.dataFrame(id, parts, last, padding);
    if (bytes.length > 0) connection.frames.sent++;
    if (last) {
      stream.writeEnded = true;
      connection.closeIfEnded(stream);
    }
    return bytes;
  }

  /** Bytes to add to a frame, as its strategy has it. */
  #padding(length: number, most: number): number {
    const room = Math.min(most, length + 256);
    return room <= length ? 0 : Math.max(0, this.#connection.options.pad(length, room) - length);
  }
}

const blockSize = (fields: readonly Field[]): number =>
  fields.reduce((sum, { name, value }) => sum + sizeOf(name, value), 0);
