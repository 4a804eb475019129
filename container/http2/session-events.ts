/** What a session makes of what its connection tells: mostly calls of the library (src/node_http2.cc). */

import { textOfBytes } from '../bytes.ts';
import { type Category, CODE, codeOf, FAILURE, FRAME } from './codes.ts';
import type { SettingEntry } from './frames.ts';
import type { Field } from './header-table.ts';
import type { Listener, Outgoing } from './listener.ts';
import type { Callbacks, Caller, Services } from './services.ts';
import type { Session } from './session.ts';
import { keepCustom } from './settings.ts';

// Places in a session's `fields`, and bits of the first.
const BITS = 0;
const PRIORITY_LISTENERS = 1;
const BIT = { REMOTE_SETTINGS: 1, UP_TO_DATE: 2, PING: 4, ALTSVC: 8 } as const;
/** The same for its `limits`. */
const MAX_INVALID_FRAMES = 1;
const MAX_REJECTED_STREAMS = 2;

export class SessionEvents implements Listener {
  readonly #session: Session;
  readonly #library: Services['library'];
  readonly #callbacks: Callbacks;
  readonly #caller: Caller;
  /** Settings of the other side beyond those of the protocol, as far as somebody wants to know. */
  readonly customSettings = new Map<number, number>();
  readonly #wantedCustom: Set<number>;
  #invalidFrames = 0;
  #rejectedStreams = 0;

  constructor(session: Session, { library }: Services, wantedCustom: number[]) {
    this.#session = session;
    this.#library = library;
    this.#callbacks = session.callbacks;
    this.#caller = session.caller;
    this.#wantedCustom = new Set(wantedCustom);
    session.limits[MAX_INVALID_FRAMES] = 1000;
    session.limits[MAX_REJECTED_STREAMS] = 100;
  }

  beginHeaders(id: number, category: Category): 'take' | 'refuse' | 'fatal' {
    const stream = this.#session.stream(id);
    if (stream) {
      if (!stream.destroyed) stream.startHeaders(category);
      return 'take';
    }
    if (this.#session.mayAddStream && !this.#session.isClosing) {
      this.#rejectedStreams = 0;
      this.#session.makeStream(id, category);
      return 'take';
    }
    const most = this.#session.limits[MAX_REJECTED_STREAMS] as number;
    if (!this.#session.isClosing && this.#rejectedStreams++ > most) return 'fatal';
    this.#session.connection.reset(id, this.#session.isClosing ? CODE.REFUSED_STREAM : CODE.ENHANCE_YOUR_CALM);
    return 'refuse';
  }

  header(id: number, field: Field): boolean {
    const stream = this.#session.stream(id);
    if (!stream) {
      this.#session.connection.reset(id, CODE.INTERNAL_ERROR);
      return false;
    }
    if (stream.destroyed || stream.addHeader(field)) return true;
    stream.rstStream(CODE.ENHANCE_YOUR_CALM);
    return false;
  }

  headers(id: number, flags: number): void {
    const stream = this.#session.liveStream(id);
    if (!stream) return;
    const [headers, sensitive] = stream.takeHeaders();
    this.#caller.call(this.#callbacks.headers, this.#session, stream, id, stream.category, flags, headers, sensitive);
  }

  data(id: number, bytes: Uint8Array): void {
    this.#session.connection.consumeConnection(bytes.length);
    this.#session.liveStream(id)?.receiveData(bytes);
  }

  dataFrame(id: number, length: number, ends: boolean): boolean {
    const stream = this.#session.liveStream(id);
    if (stream && ends) stream.receiveEnd();
    else if (length === 0) return this.#countInvalid();
    return true;
  }

  priority(id: number, parent: number, weight: number, exclusive: boolean): void {
    if (this.#session.fields[PRIORITY_LISTENERS] === 0) return;
    this.#caller.call(this.#callbacks.priority, this.#session, id, parent, weight, exclusive);
  }

  settingsReceived(entries: readonly SettingEntry[]): void {
    this.#session.fields[BITS] = (this.#session.fields[BITS] as number) & ~BIT.UP_TO_DATE;
    keepCustom(this.customSettings, entries, (id) => this.#wantedCustom.has(id));
    if (this.#hears(BIT.REMOTE_SETTINGS)) this.#caller.call(this.#callbacks.settings, this.#session);
  }

  settingsAck(): void {
    this.#session.awaitedSettings.settle();
  }

  pingReceived(payload: Uint8Array): void {
    if (this.#hears(BIT.PING)) this.#caller.call(this.#callbacks.ping, this.#session, this.#bufferOf(payload));
  }

  pingAck(payload: Uint8Array): void {
    const duration = this.#session.awaitedPings.settle(this.#bufferOf(payload));
    if (duration === null) this.#fail(FAILURE.PROTO);
    else this.#session.statistics.pingRTT = duration;
  }

  goawayReceived(code: number, lastStream: number, data: Uint8Array): void {
    this.#caller.call(
      this.#callbacks.goaway,
      this.#session,
      code,
      lastStream,
      data.length > 0 ? this.#bufferOf(data) : undefined,
    );
  }

  altsvcReceived(id: number, origin: Uint8Array, value: Uint8Array): void {
    if (this.#hears(BIT.ALTSVC))
      this.#caller.call(this.#callbacks.altsvc, this.#session, id, textOfBytes(origin), textOfBytes(value));
  }

  originReceived(origins: Uint8Array[]): void {
    this.#caller.call(this.#callbacks.origin, this.#session, origins.map(textOfBytes));
  }

  goawaySent(): void {
    this.#session.noteGoaway();
  }

  invalidFrame(failure: number): boolean {
    if (!this.#countInvalid()) return false;
    const isFatal = failure === FAILURE.STREAM_CLOSED || failure === FAILURE.FLOW_CONTROL || failure === FAILURE.PROTO;
    if (isFatal) this.#fail(failure);
    return true;
  }

  notHttp2(): void {
    this.#fail(FAILURE.PROTO);
  }

  streamClosed(id: number, code: number): void {
    const stream = this.#session.liveStream(id);
    if (!stream) return;
    // The library does not know a stream whose headers have never been whole.
    if (this.#caller.call(this.#callbacks.streamClosed, stream, code) !== true) stream.destroy();
  }

  notSent(id: number, type: number, failure: number): void {
    const isClosing =
      failure === FAILURE.SESSION_CLOSING || failure === FAILURE.STREAM_CLOSED || failure === FAILURE.STREAM_CLOSING;
    if (isClosing) {
      this.#session.liveStream(id)?.dropHeaders();
      if (type !== FRAME.GOAWAY) return;
    }
    this.#caller.call(this.#callbacks.frameError, this.#session, id, type, codeOf(failure));
  }

  outgoing(id: number, most: number): Outgoing | null {
    return this.#session.stream(id)?.takeOutgoing(most) ?? null;
  }

  #hears(bit: number): boolean {
    return ((this.#session.fields[BITS] as number) & bit) !== 0;
  }

  #countInvalid(): boolean {
    if (this.#invalidFrames++ <= (this.#session.limits[MAX_INVALID_FRAMES] as number)) return true;
    this.#session.customError = 'ERR_HTTP2_TOO_MANY_INVALID_FRAMES';
    return false;
  }

  #fail(failure: number): void {
    this.#caller.call(this.#callbacks.error, this.#session, failure);
  }

  #bufferOf(bytes: Uint8Array): unknown {
    const { Buffer } = this.#library.require('buffer') as { Buffer: { from(bytes: ArrayBufferLike): unknown } };
    return Buffer.from(bytes.slice().buffer);
  }
}
