/**
 * `internalBinding('http_parser')`: Node's HTTP parser on llhttp, the very parser that Node uses, compiled to
 * WebAssembly (undici ships it). This is what src/node_http_parser.cc does in C++.
 */

import { ContextHolder, exchangeContext } from '../process/async-context.ts';
import { host } from '../process/host.ts';
import { library, nodeData } from '../process/library.ts';
import { enter } from '../process/loop.ts';
import { decode, encode } from './encodings.ts';
import { type Binding, standIn } from './shape.ts';
import type { StreamConsumer, StreamHandle } from './stream_wrap.ts';

declare const LLHTTP: string; // base64; the build puts it in front of this bundle

// Indices of the callbacks that the library puts on a parser.
const ON_MESSAGE_BEGIN = 0;
const ON_HEADERS = 1;
const ON_HEADERS_COMPLETE = 2;
const ON_BODY = 3;
const ON_MESSAGE_COMPLETE = 4;
const ON_EXECUTE = 5;

const PAUSED_UPGRADE = 22; // HPE_PAUSED_UPGRADE
const DEFAULT_MAX_HEADER_SIZE = 16 * 1024;

/** llhttp's setters for leniency, in the order of the bits of `lenientFlags`. */
const LENIENCIES = [
  'headers',
  'chunked_length',
  'keep_alive',
  'transfer_encoding',
  'version',
  'data_after_close',
  'optional_lf_after_cr',
  'optional_crlf_after_chunk',
  'optional_cr_before_lf',
  'spaces_after_chunk_size',
] as const;

interface Llhttp {
  memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(pointer: number): void;
  llhttp_alloc(type: number): number;
  llhttp_free(parser: number): void;
  llhttp_execute(parser: number, at: number, length: number): number;
  llhttp_finish(parser: number): number;
  llhttp_pause(parser: number): void;
  llhttp_resume(parser: number): void;
  llhttp_resume_after_upgrade(parser: number): void;
  llhttp_get_type(parser: number): number;
  llhttp_get_http_major(parser: number): number;
  llhttp_get_http_minor(parser: number): number;
  llhttp_get_method(parser: number): number;
  llhttp_get_status_code(parser: number): number;
  llhttp_get_upgrade(parser: number): number;
  llhttp_get_error_pos(parser: number): number;
  llhttp_get_error_reason(parser: number): number;
  llhttp_errno_name(error: number): number;
  llhttp_should_keep_alive(parser: number): number;
  _initialize?(): void;
}

type Setters = Record<`llhttp_set_lenient_${(typeof LENIENCIES)[number]}`, (parser: number, on: number) => void>;
type Callback = (this: HTTPParser, ...args: unknown[]) => unknown;
interface ParseError extends Error {
  bytesParsed: number;
  code: string;
  reason: string;
}

let llhttp: (Llhttp & Setters) | null = null;
const parsers = new Map<number, HTTPParser>();
let memoryView = new Uint8Array(0);

/** The parser's memory; a growing memory gets a new buffer. */
function memory(): Uint8Array {
  const { buffer } = engine().memory;
  if (memoryView.buffer !== buffer) memoryView = new Uint8Array(buffer);
  return memoryView;
}

/** Compiled at first use: a process without HTTP does not pay for it. */
function engine(): Llhttp & Setters {
  if (llhttp) return llhttp;
  const bytes = Uint8Array.from(encode(LLHTTP, 'base64'));
  /** An exception in a callback stops the parser (-1) and is thrown once llhttp has returned. */
  const guard = (pointer: number, body: (parser: HTTPParser) => number): number => {
    const parser = parsers.get(pointer);
    if (!parser) return -1;
    try {
      return body(parser);
    } catch (error) {
      parser.thrown = { error };
      return -1;
    }
  };
  const span =
    (append: (parser: HTTPParser, text: string) => boolean | void) => (pointer: number, at: number, length: number) =>
      guard(pointer, (parser) => {
        if (!parser.countHeaderBytes(length)) return -1;
        return append(parser, decode(memory().subarray(at, at + length), 'latin1')) === false ? -1 : 0;
      });
  const instance = new host.WebAssembly.Instance(new host.WebAssembly.Module(bytes), {
    env: {
      wasm_on_message_begin: (pointer: number) => guard(pointer, (parser) => parser.messageBegin()),
      wasm_on_url: span((parser, text) => parser.appendUrl(text)),
      wasm_on_status: span((parser, text) => parser.appendStatus(text)),
      wasm_on_header_field: span((parser, text) => parser.appendField(text)),
      wasm_on_header_value: span((parser, text) => parser.appendValue(text)),
      wasm_on_headers_complete: (pointer: number) => guard(pointer, (parser) => parser.headersComplete()),
      wasm_on_body: (pointer: number, at: number, length: number) =>
        guard(pointer, (parser) => parser.body(memory().slice(at, at + length))),
      wasm_on_message_complete: (pointer: number) => guard(pointer, (parser) => parser.messageComplete()),
    },
  });
  llhttp = instance.exports as unknown as Llhttp & Setters;
  llhttp._initialize?.();
  return llhttp;
}

/** Compiles llhttp ahead of the first request. */
export function warmHttpParser(): void {
  engine();
}

function cString(pointer: number): string {
  const bytes = memory();
  let end = pointer;
  while (bytes[end] !== 0) end++;
  return decode(bytes.subarray(pointer, end), 'latin1');
}

const now = (): number => host.performance.now();
const trimEnd = (text: string): string => text.replace(/[ \t]+$/, '');

/** The parsers of a server's connections, so that it can find idle and late ones. */
class ConnectionsList {
  readonly #all = new Set<HTTPParser>();
  readonly #active = new Set<HTTPParser>();

  push(parser: HTTPParser, active: boolean): void {
    this.#all.add(parser);
    if (active) this.#active.add(parser);
  }
  pop(parser: HTTPParser): void {
    this.#all.delete(parser);
    this.#active.delete(parser);
  }
  all(): HTTPParser[] {
    return [...this.#all];
  }
  idle(): HTTPParser[] {
    return [...this.#all].filter((parser) => parser.startedAt === 0);
  }
  active(): HTTPParser[] {
    return [...this.#active];
  }
  /** Connections whose headers or whole request take longer than allowed (milliseconds; 0 is no limit). */
  expired(headersTimeout: number, requestTimeout: number): HTTPParser[] {
    const headers = requestTimeout > 0 && headersTimeout > requestTimeout ? requestTimeout : headersTimeout;
    const time = now();
    const late = [...this.#active].filter(
      (parser) =>
        (headers > 0 && !parser.headersCompleted() && parser.startedAt < time - headers) ||
        (requestTimeout > 0 && parser.startedAt < time - requestTimeout),
    );
    for (const parser of late) this.#active.delete(parser);
    return late;
  }
}

class HTTPParser extends ContextHolder implements StreamConsumer {
  [callback: number]: Callback | null | undefined;
  /** When the message under way began; 0 between messages. */
  startedAt = 0;
  /** Twice the number of headers that a message may have; the library sets it. 0 is no limit. */
  maxHeaderPairs = 0;
  thrown: { error: unknown } | null = null;

  #pointer = 0;
  #list: ConnectionsList | null = null;
  #handle: StreamHandle | null = null;
  #maxHeaderSize = DEFAULT_MAX_HEADER_SIZE;
  #headerSize = 0;
  #headerCount = 0;
  #overflow = false;
  #headersDone = false;
  #headers: string[] = [];
  #field = '';
  #value: string | null = null;
  #url = '';
  #status = '';
  #current: Uint8Array | null = null;
  #depth = 0;
  #pausePending = false;

  initialize(type: number, _resource: unknown, maxHeaderSize = 0, lenient = 0, list?: ConnectionsList): void {
    if (this.#pointer) this.free();
    this.takeContext();
    const lib = engine();
    this.#pointer = lib.llhttp_alloc(type);
    parsers.set(this.#pointer, this);
    LENIENCIES.forEach((name, bit) => {
      if ((lenient & (1 << bit)) !== 0) lib[`llhttp_set_lenient_${name}`](this.#pointer, 1);
    });
    this.#maxHeaderSize = maxHeaderSize || DEFAULT_MAX_HEADER_SIZE;
    this.#forgetMessage();
    this.#overflow = false;
    this.#depth = 0;
    this.#pausePending = false;
    this.thrown = null;
    this.startedAt = 0;
    this.#list = list ?? null;
    if (list) {
      this.startedAt = now();
      list.push(this, true);
    }
  }

  /** Parses bytes; answers how many were taken, or the error. */
  execute(buffer: Uint8Array, offset = 0, length = buffer.length - offset): number | ParseError {
    const lib = engine();
    const pointer = this.#pointer;
    const at = lib.malloc(length || 1);
    memory().set(buffer.subarray(offset, offset + length), at);
    const previous = this.#current;
    this.#current = buffer;
    this.#depth++;
    let error: number;
    try {
      error = lib.llhttp_execute(pointer, at, length);
    } finally {
      this.#depth--;
      this.#current = this.#depth > 0 ? previous : buffer;
    }
    let taken = length;
    if (error !== 0) {
      taken = lib.llhttp_get_error_pos(pointer) - at;
      if (error === PAUSED_UPGRADE) {
        error = 0;
        lib.llhttp_resume_after_upgrade(pointer);
      }
    }
    lib.free(at);
    if (this.#pausePending) {
      this.#pausePending = false;
      lib.llhttp_pause(pointer);
    }
    this.#rethrow();
    if (error !== 0 && !lib.llhttp_get_upgrade(pointer)) return this.#parseError(error, taken);
    return taken;
  }

  finish(): ParseError | undefined {
    const error = engine().llhttp_finish(this.#pointer);
    this.#rethrow();
    return error === 0 ? undefined : this.#parseError(error, 0);
  }

  pause(): void {
    if (this.#depth > 0) this.#pausePending = true;
    else engine().llhttp_pause(this.#pointer);
  }

  resume(): void {
    if (this.#depth > 0) this.#pausePending = false;
    else engine().llhttp_resume(this.#pointer);
  }

  close(): void {}

  free(): void {
    const pointer = this.#pointer;
    if (!pointer) return;
    this.#pointer = 0;
    this.#current = null;
    const release = () => {
      parsers.delete(pointer);
      engine().llhttp_free(pointer);
    };
    // Not from within a callback of its own.
    if (this.#depth > 0) host.setTimeout(release, 0);
    else release();
  }

  remove(): void {
    this.#list?.pop(this);
  }

  /** Reads straight from a stream's handle, past the library. */
  consume(handle: StreamHandle): void {
    this.#handle = handle;
    handle.consumer = this;
  }

  unconsume(): void {
    if (this.#handle?.consumer === this) this.#handle.consumer = null;
    this.#handle = null;
  }

  feed(bytes: Uint8Array): void {
    enter(() => {
      const result = this.execute(bytes);
      this.#call(ON_EXECUTE, result);
      this.#current = null;
    }, this.#handle);
  }

  getCurrentBuffer(): unknown {
    const bytes = this.#current;
    return bytes === null ? undefined : asBuffer(bytes);
  }

  duration(): number {
    return this.startedAt === 0 ? 0 : now() - this.startedAt;
  }

  headersCompleted(): boolean {
    return this.#headersDone;
  }

  // ---- called by llhttp ----

  messageBegin(): number {
    this.#forgetMessage();
    this.#markActive(true);
    this.#call(ON_MESSAGE_BEGIN);
    return 0;
  }

  /** False when the headers are longer than allowed. */
  countHeaderBytes(length: number): boolean {
    this.#headerSize += length;
    this.#overflow = this.#headerSize >= this.#maxHeaderSize;
    return !this.#overflow;
  }

  appendUrl(text: string): void {
    this.#url += text;
  }

  appendStatus(text: string): void {
    this.#status += text;
  }

  /** False when there are more headers than the library allows. */
  appendField(text: string): boolean {
    if (this.#value !== null) this.#flushPair();
    if (this.#field === '') this.#headerCount++;
    this.#overflow = this.maxHeaderPairs > 0 && 2 * this.#headerCount > this.maxHeaderPairs;
    this.#field += text;
    return !this.#overflow;
  }

  appendValue(text: string): void {
    this.#value = (this.#value ?? '') + text;
  }

  headersComplete(): number {
    this.#flushPair();
    this.#headersDone = true;
    this.#headerSize = 0;
    const headers = this.#headers;
    this.#headers = [];
    const lib = engine();
    const pointer = this.#pointer;
    const isRequest = lib.llhttp_get_type(pointer) === 1;
    const current = this.#current;
    const answer = this.#call(
      ON_HEADERS_COMPLETE,
      lib.llhttp_get_http_major(pointer),
      lib.llhttp_get_http_minor(pointer),
      headers,
      isRequest ? lib.llhttp_get_method(pointer) : undefined,
      isRequest ? this.#url : undefined,
      isRequest ? undefined : lib.llhttp_get_status_code(pointer),
      isRequest ? undefined : this.#status,
      lib.llhttp_get_upgrade(pointer) !== 0,
      lib.llhttp_should_keep_alive(pointer) !== 0,
    );
    this.#current = current;
    return Number(answer ?? 0);
  }

  body(bytes: Uint8Array): number {
    this.#call(ON_BODY, asBuffer(bytes));
    return 0;
  }

  messageComplete(): number {
    this.#markActive(false);
    this.#flushPair();
    if (this.#headers.length > 0) {
      const trailers = this.#headers;
      this.#headers = [];
      this.#call(ON_HEADERS, trailers, '');
    }
    this.#call(ON_MESSAGE_COMPLETE);
    return 0;
  }

  #markActive(active: boolean): void {
    // Order matters: the lists are sorted by when a message began.
    this.#list?.pop(this);
    this.startedAt = active ? now() : 0;
    this.#list?.push(this, active);
  }

  #forgetMessage(): void {
    this.#headers = [];
    this.#field = '';
    this.#value = null;
    this.#url = '';
    this.#status = '';
    this.#headerSize = 0;
    this.#headerCount = 0;
    this.#headersDone = false;
  }

  #flushPair(): void {
    if (this.#field === '' && this.#value === null) return;
    this.#headers.push(this.#field, trimEnd(this.#value ?? ''));
    this.#field = '';
    this.#value = null;
  }

  #call(index: number, ...args: unknown[]): unknown {
    const callback = this[index];
    if (typeof callback !== 'function') return undefined;
    const context = exchangeContext(ContextHolder.of(this));
    try {
      return callback.apply(this, args);
    } finally {
      exchangeContext(context);
    }
  }

  #rethrow(): void {
    if (!this.thrown) return;
    const { error } = this.thrown;
    this.thrown = null;
    throw error;
  }

  #parseError(number: number, bytesParsed: number): ParseError {
    const lib = engine();
    let code = cString(lib.llhttp_errno_name(number));
    let reason = cString(lib.llhttp_get_error_reason(this.#pointer));
    if (this.#overflow) {
      code = 'HPE_HEADER_OVERFLOW';
      reason = 'Header overflow';
    } else if (code === 'HPE_USER') {
      const own = /^([A-Z_0-9]+):(.*)$/s.exec(reason);
      if (own) [, code, reason] = own as unknown as [string, string, string];
    }
    const error = new Error(`Parse Error${reason ? `: ${reason}` : ''}`) as ParseError;
    return Object.assign(error, { bytesParsed, code, reason });
  }
}

function asBuffer(bytes: Uint8Array): unknown {
  const { Buffer } = library.require('buffer') as {
    Buffer: { from(buffer: ArrayBufferLike, offset: number, length: number): unknown };
  };
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function createHttpParserBinding(): Binding {
  const binding = standIn('http_parser', nodeData.shapes['http_parser']);
  const statics = binding['HTTPParser'] as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(statics)) {
    if (name.startsWith('k') || name === 'REQUEST' || name === 'RESPONSE') {
      Object.defineProperty(HTTPParser, name, { value: statics[name] });
    }
  }
  return Object.assign(binding, { HTTPParser, ConnectionsList });
}
