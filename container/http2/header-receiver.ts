/** Blocks of headers, in one frame or several: whose they are, and what is in them (RFC 9113, sections 4.3 and 8). */

import { joinBytes } from '../bytes.ts';
import { CATEGORY, type Category, CODE, FAILURE, FLAG, FRAME } from './codes.ts';
import type { Connection } from './connection.ts';
import type { Failures, Outcome } from './failures.ts';
import { type Frame, unpadded } from './frame-reader.ts';
import { uint31 } from './frames.ts';
import { CompressionError } from './header-decoder.ts';
import { Message } from './message.ts';
import type { Sender } from './sender.ts';
import type { StreamState } from './stream-state.ts';

/** Frames that may follow one with headers. */
const MOST_CONTINUATIONS = 8;

/** A block of headers that somebody wants to have. */
interface Begun {
  id: number;
  message: Message;
  isTrailer: boolean;
}

/** Headers whose end has not come. */
interface Block {
  frame: Frame;
  parts: Uint8Array[];
  /** Who is to hear of them. */
  begun: Begun | null;
}

export class HeaderReceiver {
  readonly #connection: Connection;
  readonly #sender: Sender;
  readonly #failures: Failures;
  #block: Block | null = null;

  constructor(connection: Connection, sender: Sender, failures: Failures) {
    this.#connection = connection;
    this.#sender = sender;
    this.#failures = failures;
  }

  /** The stream on which a block must go on; null when none has begun. */
  get openStream(): number | null {
    return this.#block?.frame.stream ?? null;
  }

  /** A frame that begins a block: HEADERS, or PUSH_PROMISE. */
  begin(frame: Frame): Outcome {
    const isPromise = frame.type === FRAME.PUSH_PROMISE;
    const hasPriority = !isPromise && (frame.flags & FLAG.PRIORITY) !== 0;
    const before = isPromise ? 4 : hasPriority ? 5 : 0;
    if (frame.stream === 0) return this.#failures.connection(FAILURE.PROTO, 'Headers on no stream');
    const body = unpadded(frame, before);
    if (!body) return this.#failures.frame(CODE.PROTOCOL_ERROR, 'The padding is longer than the frame');
    if (body.length < before) return this.#failures.length();
    if (hasPriority && uint31(body, 0) === frame.stream)
      return this.#failures.connection(FAILURE.PROTO, 'A stream depends on itself');
    const begun = isPromise ? this.#beginPromise(frame, uint31(body, 0)) : this.#beginHeaders(frame);
    if (typeof begun === 'number') return begun;
    if (this.#connection.terminating) return 0;
    const block = { frame, begun, parts: [body.subarray(before)] };
    if ((frame.flags & FLAG.END_HEADERS) !== 0) return this.#readBlock(block);
    this.#block = block;
    return 0;
  }

  /** A frame with more of the block. */
  goOn(frame: Frame): Outcome {
    const block = this.#block;
    if (!block) return this.#failures.frame(CODE.PROTOCOL_ERROR, 'CONTINUATION of nothing');
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
      decoder.decode(joinBytes(parts), (field) => {
        if (!takes || !begun) return;
        const verdict = begun.message.field(field, trailer);
        if (verdict === 'refuse') {
          takes = false;
          failure = this.#failures.stream(begun.id, FAILURE.HTTP_HEADER);
        } else if (verdict === 'take') takes = listener.header(begun.id, field);
      });
    } catch (error) {
      if (!(error instanceof CompressionError)) throw error;
      return this.#failures.frame(CODE.COMPRESSION_ERROR, error.message);
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
    if (!right) return this.#failures.stream(id, FAILURE.HTTP_MESSAGING);
    if (isPromise) stream.message.method = message.method;
    connection.listener.headers(id, frame.flags);
    if (ends) connection.endReading(stream);
    return 0;
  }

  /** Whose headers begin: null when nobody is to hear of them. */
  #beginHeaders(frame: Frame): Begun | null | Outcome {
    const connection = this.#connection;
    const stream = connection.streams.get(frame.stream);
    if (!stream) return this.#beginRequest(frame.stream);
    if (stream.readEnded)
      return this.#failures.connection(FAILURE.STREAM_CLOSED, 'Headers behind the end of their stream');
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
      return connection.isIdle(id) ? this.#failures.connection(FAILURE.PROTO, 'Headers on an idle stream') : null;
    }
    if (connection.isMine(id)) return this.#failures.connection(FAILURE.PROTO, 'A client cannot begin this stream');
    if (id <= connection.lastReceived) return null; // Closed already.
    connection.lastReceived = id;
    if (connection.incomingStreams >= connection.local.maxConcurrentStreams) {
      return this.#failures.connection(FAILURE.PROTO, 'More streams than allowed');
    }
    if (!this.#mayBegin()) return null;
    if (connection.incomingStreams >= connection.pendingMaxStreams) {
      return this.#failures.stream(id, FAILURE.REFUSED_STREAM) || null;
    }
    const stream = connection.open(id, 'opening');
    connection.lastProcessed = id;
    return this.#begin(stream, stream.message, CATEGORY.REQUEST, false);
  }

  #beginPromise(frame: Frame, promised: number): Begun | null | Outcome {
    const connection = this.#connection;
    if (connection.options.isServer || connection.local.enablePush === 0) {
      return this.#failures.connection(FAILURE.PROTO, 'Nothing may be pushed');
    }
    if (!connection.isMine(frame.stream) || connection.isIdle(frame.stream)) {
      return this.#failures.connection(FAILURE.PROTO, 'A promise on a stream that nobody has begun');
    }
    if (!this.#mayBegin()) return null;
    if (promised === 0 || connection.isMine(promised) || promised <= connection.lastReceived) {
      return this.#failures.connection(FAILURE.PROTO, 'The promised stream cannot be');
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
    if (parent.readEnded)
      return this.#failures.connection(FAILURE.STREAM_CLOSED, 'A promise behind the end of its stream');
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
}
