/** The half of a connection that receives: what each frame may be, and what follows from it. */

import { CODE, FAILURE, FLAG, FRAME, SETTING } from './codes.ts';
import { type Connection, MAX_WINDOW } from './connection.ts';
import { Failures, type Outcome } from './failures.ts';
import { type Frame, FrameReader, unpadded } from './frame-reader.ts';
import { type FrameHeader, PREFACE, type SettingEntry, uint16, uint31, uint32 } from './frames.ts';
import { HeaderReceiver } from './header-receiver.ts';
import { RateLimit } from './rate-limit.ts';
import type { Sender } from './sender.ts';

export class Receiver {
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #reader = new FrameReader();
  readonly #resets: RateLimit;
  #expectsPreface: boolean;
  #expectsSettings = true;
  #hasSettings = false;
  readonly #failures: Failures;
  readonly #headers: HeaderReceiver;

  constructor(connection: Connection, sender: Sender) {
    this.#connection = connection;
    this.#sender = sender;
    const { isServer, resetBurst, resetRate, now } = connection.options;
    this.#expectsPreface = isServer;
    this.#failures = new Failures(connection, sender);
    this.#headers = new HeaderReceiver(connection, sender, this.#failures);
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
    const open = this.#headers.openStream;
    const continues = header.type === FRAME.CONTINUATION;
    if (continues !== (open !== null) || (continues && open !== header.stream)) {
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
        return this.#headers.begin(frame);
      case FRAME.CONTINUATION:
        return this.#headers.goOn(frame);
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

  // ---- data ----

  #data(frame: Frame): Outcome {
    const connection = this.#connection;
    const { listener } = connection;
    if (frame.stream === 0) return this.#failures.frame(CODE.PROTOCOL_ERROR, 'DATA on no stream');
    const body = unpadded(frame, 0);
    if (!body) return this.#failures.frame(CODE.PROTOCOL_ERROR, 'The padding is longer than the frame');
    const stream = connection.streams.get(frame.stream);
    if (!stream && connection.isIdle(frame.stream))
      return this.#failures.frame(CODE.PROTOCOL_ERROR, 'DATA on an idle stream');
    if (stream?.readEnded) return this.#failures.frame(CODE.STREAM_CLOSED, 'DATA behind the end of its stream');
    if (
      stream &&
      stream.phase !== 'closing' &&
      (stream.isMine ? stream.phase !== 'opened' : stream.phase === 'reserved')
    ) {
      return this.#failures.frame(CODE.PROTOCOL_ERROR, 'DATA before the headers');
    }
    if (!connection.receiveWindow.take(frame.length)) {
      return this.#failures.frame(CODE.FLOW_CONTROL_ERROR, 'More data than the window allows');
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
      return this.#failures.stream(stream.id, FAILURE.PROTO);
    }
    connection.consumeConnection(frame.length - body.length);
    connection.consumeStream(stream.id, frame.length - body.length);
    if (body.length > 0) listener.data(stream.id, body);
    // Whoever heard of the data may have reset the stream.
    if (!connection.isOpen(stream.id)) return 0;
    const ends = (frame.flags & FLAG.END_STREAM) !== 0;
    if (ends && !stream.message.end()) {
      this.#sender.reset(stream.id, CODE.PROTOCOL_ERROR);
      return 0;
    }
    if (!listener.dataFrame(stream.id, body.length, ends)) return FAILURE.CALLBACK_FAILURE;
    if (ends) connection.endReading(stream);
    return 0;
  }

  // ---- all others ----

  #priority({ stream, payload }: Frame): Outcome {
    if (payload.length !== 5) return this.#failures.length();
    const parent = uint31(payload, 0);
    if (stream === 0 || parent === stream) return 0; // Priorities mean nothing any more.
    const exclusive = (payload[0] as number) >= 0x80;
    this.#connection.listener.priority(stream, parent, (payload[4] as number) + 1, exclusive);
    return 0;
  }

  #reset({ stream: id, payload }: Frame): Outcome {
    const connection = this.#connection;
    if (payload.length !== 4) return this.#failures.length();
    if (id === 0 || connection.isIdle(id))
      return this.#failures.connection(FAILURE.PROTO, 'RST_STREAM of a stream that is none');
    if (!connection.streams.has(id)) return 0;
    if (connection.options.isServer && !connection.goawaySubmitted && !this.#resets.take()) {
      connection.goaway(CODE.INTERNAL_ERROR, connection.lastReceived, new Uint8Array());
    }
    connection.close(id, uint32(payload, 0));
    return 0;
  }

  #settings({ stream, flags, payload }: Frame): Outcome {
    const connection = this.#connection;
    if (stream !== 0) return this.#failures.connection(FAILURE.PROTO, 'SETTINGS on a stream');
    if ((flags & FLAG.ACK) !== 0) {
      if (payload.length !== 0)
        return this.#failures.connection(FAILURE.FRAME_SIZE_ERROR, 'SETTINGS with ACK carry nothing');
      if (!connection.acknowledged())
        return this.#failures.connection(FAILURE.PROTO, 'ACK of settings that nobody has sent');
      connection.listener.settingsAck();
      return 0;
    }
    if (payload.length % 6 !== 0) return this.#failures.length();
    if (payload.length / 6 > connection.options.maxSettings) {
      return this.#failures.frame(CODE.ENHANCE_YOUR_CALM, 'Too many settings');
    }
    const entries: SettingEntry[] = [];
    for (let at = 0; at < payload.length; at += 6) entries.push([uint16(payload, at), uint32(payload, at + 2)]);
    const wrong = this.#wrongSetting(entries);
    if (wrong) return this.#failures.connection(wrong, 'A setting has a wrong value');
    // Until then it had the number that we guess.
    if (!this.#hasSettings) connection.remote.maxConcurrentStreams = 0xffff_ffff;
    this.#hasSettings = true;
    if (!connection.apply(entries)) return this.#failures.frame(CODE.FLOW_CONTROL_ERROR, 'A window is too large');
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
    if (payload.length !== 8) return this.#failures.length();
    if (stream !== 0) return this.#failures.connection(FAILURE.PROTO, 'PING on a stream');
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
    if (payload.length < 8) return this.#failures.length();
    const last = uint31(payload, 0);
    if (stream !== 0) return this.#failures.connection(FAILURE.PROTO, 'GOAWAY on a stream');
    if ((last > 0 && !connection.isMine(last)) || last > connection.remoteLast) {
      return this.#failures.connection(FAILURE.PROTO, 'GOAWAY with a wrong last stream');
    }
    connection.goawayReceived = true;
    connection.remoteLast = last;
    connection.listener.goawayReceived(uint32(payload, 4), last, payload.slice(8));
    connection.closeBeyond(last, true);
    return 0;
  }

  #windowUpdate({ stream: id, payload }: Frame): Outcome {
    const connection = this.#connection;
    if (payload.length !== 4) return this.#failures.length();
    const increment = uint31(payload, 0);
    if (id !== 0 && connection.isIdle(id))
      return this.#failures.connection(FAILURE.PROTO, 'WINDOW_UPDATE of an idle stream');
    const stream = connection.streams.get(id);
    if (id !== 0 && !stream) return 0;
    if (increment === 0) return this.#failures.connection(FAILURE.PROTO, 'WINDOW_UPDATE by nothing');
    const window = stream ? stream.sendWindow : connection.sendWindow;
    if (window + increment > MAX_WINDOW)
      return this.#failures.connection(FAILURE.FLOW_CONTROL, 'The window is too large');
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
      if (at + length > payload.length) return this.#failures.length();
      if (length > 0) origins.push(payload.slice(at, at + length));
      at += length;
    }
    this.#connection.listener.originReceived(origins);
    return 0;
  }
}
