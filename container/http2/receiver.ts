/** The half of a connection that receives: what each frame may be, and what follows from it. */

import { CATEGORY, type Category, CODE, codeOf, FAILURE, FLAG, FRAME, SETTING } from './codes.ts';
import { type Connection, MAX_WINDOW } from './connection.ts';
import { type Frame, FrameReader } from './frame-reader.ts';
import { type FrameHeader, PREFACE, type SettingEntry, uint16, uint31, uint32 } from './frames.ts';
import { CompressionError } from './header-decoder.ts';
import { Message } from './message.ts';
import { RateLimit } from './rate-limit.ts';
import type { Sender } from './sender.ts';
import type { StreamState } from './stream-state.ts';

/** Frames that may follow one with headers. */
const MOST_CONTINUATIONS = 8;

/** Headers that come in several frames. */
interface Block {
  frame: Frame;
  parts: Uint8Array[];
  /** Who is to hear of them. */
  begun: Begun | null;
}

/** A failure that ends the connection, or 0. */
type Outcome = number;

export class Receiver {
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #reader = new FrameReader();
  readonly #resets: RateLimit;
  #expectsPreface: boolean;
  #expectsSettings = true;
  #hasSettings = false;
  /** Headers whose end has not come. */
  #block: Block | null = null;

  constructor(connection: Connection, sender: Sender) {
    this.#connection = connection;
    this.#sender = sender;
    const { isServer, resetBurst, resetRate, now } = connection.options;
    this.#expectsPreface = isServer;
    this.#resets = new RateLimit(resetBurst, resetRate, now);
  }

  push(bytes: Uint8Array): void {
    if (!this.#connection.terminating) this.#reader.push(bytes);
  }

  /** Deals with the next frame. Answers whether there was one, or the failure that ends the connection. */
  step(): boolean | number {
    if (this.#connection.terminating) {
      this.#reader.clear(); // Nobody is to hear of it any more.
      return false;
    }
    if (this.#expectsPreface) {
      const outcome = this.#preface();
      if (outcome !== true) return outcome;
    }
    const header = this.#reader.header();
    if (!header) return false;
    const wrong = this.#checkHeader(header);
    if (wrong !== null) {
      wrong();
      return true;
    }
    const frame = this.#reader.frame();
    if (!frame) return false;
    const outcome = this.#sender.isFlooded ? FAILURE.FLOODED : this.#frame(frame);
    return outcome === 0 ? true : outcome;
  }

  #preface(): boolean | number {
    const bytes = this.#reader.take(Math.min(PREFACE.length, this.#reader.available));
    if (!bytes) return false;
    if (bytes.some((byte, at) => byte !== PREFACE[at])) return FAILURE.BAD_CLIENT_MAGIC;
    if (bytes.length < PREFACE.length) {
      this.#reader.push(bytes);
      return false;
    }
    this.#expectsPreface = false;
    return true;
  }

  /** What is to be done about a frame that is wrong whatever it carries. */
  #checkHeader(header: FrameHeader): (() => void) | null {
    const connection = this.#connection;
    if (this.#expectsSettings && (header.type !== FRAME.SETTINGS || (header.flags & FLAG.ACK) !== 0)) {
      return () => {
        connection.listener.notHttp2();
        connection.terminate(CODE.PROTOCOL_ERROR, 'The first frame must be SETTINGS');
      };
    }
    if (header.length > connection.local.maxFrameSize) {
      return () => connection.terminate(CODE.FRAME_SIZE_ERROR, 'The frame is too large');
    }
    const block = this.#block;
    const continues = header.type === FRAME.CONTINUATION;
    if (continues !== (block !== null) || (block && block.frame.stream !== header.stream)) {
      return () => connection.terminate(CODE.PROTOCOL_ERROR, 'CONTINUATION must follow the headers of its stream');
    }
    return null;
  }

  #frame(frame: Frame): Outcome {
    this.#expectsSettings = false;
    if (frame.type !== FRAME.CONTINUATION) this.#connection.frames.received++;
    switch (frame.type) {
      case FRAME.DATA:
        return this.#data(frame);
      case FRAME.HEADERS:
      case FRAME.PUSH_PROMISE:
        return this.#headers(frame);
      case FRAME.CONTINUATION:
        return this.#continuation(frame);
      case FRAME.PRIORITY:
        return this.#priority(frame);
      case FRAME.RST_STREAM:
        return this.#reset(frame);
      case FRAME.SETTINGS:
        return this.#settings(frame);
      case FRAME.PING:
        return this.#ping(frame);
      case FRAME.GOAWAY:
        return this.#goaway(frame);
      case FRAME.WINDOW_UPDATE:
        return this.#windowUpdate(frame);
      case FRAME.ALTSVC:
        return this.#altsvc(frame);
      case FRAME.ORIGIN:
        return this.#origin(frame);
      default:
        return 0; // A kind of frame that is not known is passed over.
    }
  }

  /** The connection cannot go on. */
  #fail(failure: number, reason: string): Outcome {
    if (!this.#connection.listener.invalidFrame(failure)) return FAILURE.CALLBACK_FAILURE;
    this.#connection.terminate(codeOf(failure), reason);
    return 0;
  }

  /** The same for a frame that is not even read. */
  #terminate(code: number, reason: string): Outcome {
    this.#connection.terminate(code, reason);
    return 0;
  }

  #wrongSize(): Outcome {
    return this.#terminate(CODE.FRAME_SIZE_ERROR, 'The frame has a wrong length');
  }

  /** A stream cannot go on. */
  #failStream(stream: number, failure: number): Outcome {
    this.#sender.reset(stream, codeOf(failure));
    return this.#connection.listener.invalidFrame(failure) ? 0 : FAILURE.CALLBACK_FAILURE;
  }

  // ---- data ----

  #data(frame: Frame): Outcome {
    const connection = this.#connection;
    const { listener } = connection;
    if (frame.stream === 0) return this.#terminate(CODE.PROTOCOL_ERROR, 'DATA on no stream');
    const body = unpadded(frame, 0);
    if (!body) return this.#terminate(CODE.PROTOCOL_ERROR, 'The padding is longer than the frame');
    const stream = connection.streams.get(frame.stream);
    if (!stream && connection.isIdle(frame.stream))
      return this.#terminate(CODE.PROTOCOL_ERROR, 'DATA on an idle stream');
    if (stream?.readEnded) return this.#terminate(CODE.STREAM_CLOSED, 'DATA behind the end of its stream');
    if (
      stream &&
      stream.phase !== 'closing' &&
      (stream.isMine ? stream.phase !== 'opened' : stream.phase === 'reserved')
    ) {
      return this.#terminate(CODE.PROTOCOL_ERROR, 'DATA before the headers');
    }
    if (!connection.receiveWindow.take(frame.length)) {
      return this.#terminate(CODE.FLOW_CONTROL_ERROR, 'More data than the window allows');
    }
    if (!stream || stream.phase === 'closing') {
      connection.consumeConnection(frame.length);
      return 0;
    }
    if (!stream.receive.take(frame.length)) {
      connection.consumeConnection(frame.length);
      this.#sender.reset(stream.id, CODE.FLOW_CONTROL_ERROR);
      return 0;
    }
    if (!stream.message.data(body.length)) {
      connection.consumeConnection(frame.length);
      return this.#failStream(stream.id, FAILURE.PROTO);
    }
    connection.consumeConnection(frame.length - body.length);
    connection.consumeStream(stream.id, frame.length - body.length);
    if (body.length > 0) listener.data(stream.id, body);
    // Whoever heard of the data may have reset the stream.
    if (!this.#isOpen(stream.id)) return 0;
    const ends = (frame.flags & FLAG.END_STREAM) !== 0;
    if (ends && !stream.message.end()) {
      this.#sender.reset(stream.id, CODE.PROTOCOL_ERROR);
      return 0;
    }
    if (!listener.dataFrame(stream.id, body.length, ends)) return FAILURE.CALLBACK_FAILURE;
    if (ends) this.#endStream(stream);
    return 0;
  }

  #endStream(stream: StreamState): void {
    stream.readEnded = true;
    if (this.#isOpen(stream.id)) this.#connection.closeIfEnded(stream);
  }

  #isOpen(id: number): boolean {
    const stream = this.#connection.streams.get(id);
    return stream !== undefined && stream.phase !== 'closing';
  }

  // ---- headers ----

  #headers(frame: Frame): Outcome {
    const isPromise = frame.type === FRAME.PUSH_PROMISE;
    const hasPriority = !isPromise && (frame.flags & FLAG.PRIORITY) !== 0;
    const before = isPromise ? 4 : hasPriority ? 5 : 0;
    if (frame.stream === 0) return this.#fail(FAILURE.PROTO, 'Headers on no stream');
    const body = unpadded(frame, before);
    if (!body) return this.#terminate(CODE.PROTOCOL_ERROR, 'The padding is longer than the frame');
    if (body.length < before) return this.#wrongSize();
    if (hasPriority && uint31(body, 0) === frame.stream) return this.#fail(FAILURE.PROTO, 'A stream depends on itself');
    const begun = isPromise ? this.#beginPromise(frame, uint31(body, 0)) : this.#beginHeaders(frame);
    if (typeof begun === 'number') return begun;
    if (this.#connection.terminating) return 0;
    const block = { frame, begun, parts: [body.subarray(before)] };
    if ((frame.flags & FLAG.END_HEADERS) !== 0) return this.#readBlock(block);
    this.#block = block;
    return 0;
  }

  #continuation(frame: Frame): Outcome {
    const block = this.#block as Block; // As checkHeader has seen.
    block.parts.push(frame.payload);
    if (block.parts.length > MOST_CONTINUATIONS + 1) return FAILURE.TOO_MANY_CONTINUATIONS;
    if ((frame.flags & FLAG.END_HEADERS) === 0) return 0;
    this.#block = null;
    return this.#readBlock(block);
  }

  /** A whole block: it is read in any case, since both tables are to stay the same. */
  #readBlock({ frame, parts, begun }: Block): Outcome {
    const { listener, decoder } = this.#connection;
    let takes = begun !== null;
    let failure: number = 0;
    const trailer = begun?.isTrailer ?? false;
    begun?.message.begin();
    try {
      decoder.decode(joined(parts), (field) => {
        if (!takes || !begun) return;
        const verdict = begun.message.field(field, trailer);
        if (verdict === 'refuse') {
          takes = false;
          failure = this.#failStream(begun.id, FAILURE.HTTP_HEADER);
        } else if (verdict === 'take') takes = listener.header(begun.id, field);
      });
    } catch (error) {
      if (!(error instanceof CompressionError)) throw error;
      return this.#terminate(CODE.COMPRESSION_ERROR, error.message);
    }
    if (failure !== 0 || !takes || !begun) return failure;
    return this.#endHeaders(begun, frame);
  }

  #endHeaders({ id, message, isTrailer }: Begun, frame: Frame): Outcome {
    const connection = this.#connection;
    const stream = connection.streams.get(id);
    if (!stream) return 0;
    const isPromise = frame.type === FRAME.PUSH_PROMISE;
    const ends = !isPromise && (frame.flags & FLAG.END_STREAM) !== 0;
    const right = (isTrailer ? ends : message.endHeaders()) && (!ends || message.end());
    if (!right) return this.#failStream(id, FAILURE.HTTP_MESSAGING);
    if (isPromise) stream.message.method = message.method;
    connection.listener.headers(id, frame.flags);
    if (ends) this.#endStream(stream);
    return 0;
  }

  /** Whose headers begin: null when nobody is to hear of them. */
  #beginHeaders(frame: Frame): Begun | null | Outcome {
    const connection = this.#connection;
    const stream = connection.streams.get(frame.stream);
    if (!stream) return this.#beginRequest(frame.stream);
    if (stream.readEnded) return this.#fail(FAILURE.STREAM_CLOSED, 'Headers behind the end of their stream');
    if (stream.phase === 'closing') return null;
    let category: Category = CATEGORY.HEADERS;
    if (stream.phase === 'reserved') {
      if (!this.#mayBegin()) return null;
      connection.reservedStreams--;
      connection.incomingStreams++;
      stream.isPush = false;
      stream.phase = 'opened';
      category = CATEGORY.PUSH_RESPONSE;
    } else if (stream.isMine && stream.phase === 'opening') {
      stream.phase = 'opened';
      category = CATEGORY.RESPONSE;
    }
    const isTrailer = category === CATEGORY.HEADERS && !stream.message.awaitsFinal;
    return this.#begin(stream, stream.message, category, isTrailer);
  }

  #beginRequest(id: number): Begun | null | Outcome {
    const connection = this.#connection;
    if (!connection.options.isServer) {
      return connection.isIdle(id) ? this.#fail(FAILURE.PROTO, 'Headers on an idle stream') : null;
    }
    if (connection.isMine(id)) return this.#fail(FAILURE.PROTO, 'A client cannot begin this stream');
    if (id <= connection.lastReceived) return null; // Closed already.
    connection.lastReceived = id;
    if (connection.incomingStreams >= connection.local.maxConcurrentStreams) {
      return this.#fail(FAILURE.PROTO, 'More streams than allowed');
    }
    if (!this.#mayBegin()) return null;
    if (connection.incomingStreams >= connection.pendingMaxStreams) {
      return this.#failStream(id, FAILURE.REFUSED_STREAM) || null;
    }
    const stream = connection.open(id, 'opening');
    connection.lastProcessed = id;
    return this.#begin(stream, stream.message, CATEGORY.REQUEST, false);
  }

  #beginPromise(frame: Frame, promised: number): Begun | null | Outcome {
    const connection = this.#connection;
    if (connection.options.isServer || connection.local.enablePush === 0) {
      return this.#fail(FAILURE.PROTO, 'Nothing may be pushed');
    }
    if (!connection.isMine(frame.stream) || connection.isIdle(frame.stream)) {
      return this.#fail(FAILURE.PROTO, 'A promise on a stream that nobody has begun');
    }
    if (!this.#mayBegin()) return null;
    if (promised === 0 || connection.isMine(promised) || promised <= connection.lastReceived) {
      return this.#fail(FAILURE.PROTO, 'The promised stream cannot be');
    }
    connection.lastReceived = promised;
    const parent = connection.streams.get(frame.stream);
    const unwanted =
      !parent ||
      parent.phase === 'closing' ||
      !connection.pendingEnablePush ||
      connection.reservedStreams >= connection.options.maxReservedStreams;
    if (unwanted) {
      this.#sender.reset(promised, CODE.CANCEL);
      return null;
    }
    if (parent.readEnded) return this.#fail(FAILURE.STREAM_CLOSED, 'A promise behind the end of its stream');
    const stream = connection.open(promised, 'reserved');
    connection.lastProcessed = promised;
    const rules = { strictSpace: connection.options.strictSpace, connectProtocol: true };
    return this.#begin(stream, new Message(true, rules), CATEGORY.REQUEST, false);
  }

  #begin(stream: StreamState, message: Message, category: Category, isTrailer: boolean): Begun | null | Outcome {
    const answer = this.#connection.listener.beginHeaders(stream.id, category);
    if (answer === 'fatal') return FAILURE.CALLBACK_FAILURE;
    return answer === 'take' ? { id: stream.id, message, isTrailer } : null;
  }

  /** Whether the other side may still begin streams. */
  #mayBegin(): boolean {
    return !this.#connection.terminating && !this.#connection.goawaySent;
  }

  // ---- all others ----

  #priority({ stream, payload }: Frame): Outcome {
    if (payload.length !== 5) return this.#wrongSize();
    const parent = uint31(payload, 0);
    if (stream === 0 || parent === stream) return 0; // Priorities mean nothing any more.
    const exclusive = (payload[0] as number) >= 0x80;
    this.#connection.listener.priority(stream, parent, (payload[4] as number) + 1, exclusive);
    return 0;
  }

  #reset({ stream: id, payload }: Frame): Outcome {
    const connection = this.#connection;
    if (payload.length !== 4) return this.#wrongSize();
    if (id === 0 || connection.isIdle(id)) return this.#fail(FAILURE.PROTO, 'RST_STREAM of a stream that is none');
    if (!connection.streams.has(id)) return 0;
    if (connection.options.isServer && !connection.goawaySubmitted && !this.#resets.take()) {
      connection.goaway(CODE.INTERNAL_ERROR, connection.lastReceived, new Uint8Array());
    }
    connection.close(id, uint32(payload, 0));
    return 0;
  }

  #settings({ stream, flags, payload }: Frame): Outcome {
    const connection = this.#connection;
    if (stream !== 0) return this.#fail(FAILURE.PROTO, 'SETTINGS on a stream');
    if ((flags & FLAG.ACK) !== 0) {
      if (payload.length !== 0) return this.#fail(FAILURE.FRAME_SIZE_ERROR, 'SETTINGS with ACK carry nothing');
      if (!connection.acknowledged()) return this.#fail(FAILURE.PROTO, 'ACK of settings that nobody has sent');
      connection.listener.settingsAck();
      return 0;
    }
    if (payload.length % 6 !== 0) return this.#wrongSize();
    if (payload.length / 6 > connection.options.maxSettings) {
      return this.#terminate(CODE.ENHANCE_YOUR_CALM, 'Too many settings');
    }
    const entries: SettingEntry[] = [];
    for (let at = 0; at < payload.length; at += 6) entries.push([uint16(payload, at), uint32(payload, at + 2)]);
    const wrong = this.#wrongSetting(entries);
    if (wrong) return this.#fail(wrong, 'A setting has a wrong value');
    // Until then it had the number that we guess.
    if (!this.#hasSettings) connection.remote.maxConcurrentStreams = 0xffff_ffff;
    this.#hasSettings = true;
    if (!connection.apply(entries)) return this.#terminate(CODE.FLOW_CONTROL_ERROR, 'A window is too large');
    if (!this.#sender.settingsAck()) return FAILURE.FLOODED;
    connection.listener.settingsReceived(entries);
    return 0;
  }

  #wrongSetting(entries: readonly SettingEntry[]): number | null {
    const { options, remote } = this.#connection;
    for (const [id, value] of entries) {
      const isFlag = id === SETTING.ENABLE_PUSH || id === SETTING.ENABLE_CONNECT_PROTOCOL;
      if (isFlag && value > 1) return FAILURE.PROTO;
      if (id === SETTING.ENABLE_PUSH && value !== 0 && !options.isServer) return FAILURE.PROTO;
      if (id === SETTING.ENABLE_CONNECT_PROTOCOL && value < remote.enableConnectProtocol) return FAILURE.PROTO;
      if (id === SETTING.INITIAL_WINDOW_SIZE && value > MAX_WINDOW) return FAILURE.FLOW_CONTROL;
      if (id === SETTING.MAX_FRAME_SIZE && (value < 16_384 || value > 0xff_ffff)) return FAILURE.PROTO;
    }
    return null;
  }

  #ping({ stream, flags, payload }: Frame): Outcome {
    if (payload.length !== 8) return this.#wrongSize();
    if (stream !== 0) return this.#fail(FAILURE.PROTO, 'PING on a stream');
    const { listener } = this.#connection;
    const copy = payload.slice();
    if ((flags & FLAG.ACK) !== 0) listener.pingAck(copy);
    else {
      if (!this.#connection.isClosing && !this.#sender.ping(true, copy)) return FAILURE.FLOODED;
      listener.pingReceived(copy);
    }
    return 0;
  }

  #goaway({ stream, payload }: Frame): Outcome {
    const connection = this.#connection;
    if (payload.length < 8) return this.#wrongSize();
    const last = uint31(payload, 0);
    if (stream !== 0) return this.#fail(FAILURE.PROTO, 'GOAWAY on a stream');
    if ((last > 0 && !connection.isMine(last)) || last > connection.remoteLast) {
      return this.#fail(FAILURE.PROTO, 'GOAWAY with a wrong last stream');
    }
    connection.goawayReceived = true;
    connection.remoteLast = last;
    connection.listener.goawayReceived(uint32(payload, 4), last, payload.slice(8));
    connection.closeBeyond(last, true);
    return 0;
  }

  #windowUpdate({ stream: id, payload }: Frame): Outcome {
    const connection = this.#connection;
    if (payload.length !== 4) return this.#wrongSize();
    const increment = uint31(payload, 0);
    if (id !== 0 && connection.isIdle(id)) return this.#fail(FAILURE.PROTO, 'WINDOW_UPDATE of an idle stream');
    const stream = connection.streams.get(id);
    if (id !== 0 && !stream) return 0;
    if (increment === 0) return this.#fail(FAILURE.PROTO, 'WINDOW_UPDATE by nothing');
    const window = stream ? stream.sendWindow : connection.sendWindow;
    if (window + increment > MAX_WINDOW) return this.#fail(FAILURE.FLOW_CONTROL, 'The window is too large');
    if (!stream) connection.sendWindow += increment;
    else {
      stream.sendWindow += increment;
      this.#sender.windowChanged(stream);
    }
    return 0;
  }

  /** Only clients look at it. */
  #altsvc({ stream, payload }: Frame): Outcome {
    if (this.#connection.options.isServer || payload.length < 2) return 0;
    const length = uint16(payload, 0);
    // RFC 7838: on the connection it names an origin, on a stream it does not.
    if (2 + length > payload.length || (stream === 0) !== length > 0) return 0;
    const value = payload.slice(2 + length);
    if (value.length > 0) this.#connection.listener.altsvcReceived(stream, payload.slice(2, 2 + length), value);
    return 0;
  }

  #origin({ stream, payload }: Frame): Outcome {
    if (this.#connection.options.isServer || stream !== 0) return 0;
    const origins: Uint8Array[] = [];
    for (let at = 0; at + 2 <= payload.length;) {
      const length = uint16(payload, at);
      at += 2;
      if (at + length > payload.length) return this.#wrongSize();
      if (length > 0) origins.push(payload.slice(at, at + length));
      at += length;
    }
    this.#connection.listener.originReceived(origins);
    return 0;
  }
}

/** A block of headers that somebody wants to have. */
interface Begun {
  id: number;
  message: Message;
  isTrailer: boolean;
}

/** What a frame carries without its padding; null when that is longer than the frame. */
function unpadded({ flags, payload }: Frame, before: number): Uint8Array | null {
  if ((flags & FLAG.PADDED) === 0) return payload;
  const padding = payload[0];
  if (padding === undefined || 1 + before + padding > payload.length) return null;
  return payload.subarray(1, payload.length - padding);
}

function joined(parts: Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
