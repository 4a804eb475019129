/**
 * zlib as Node's C++ drives it (src/node_zlib.cc, ZlibContext): one stream that deflates or inflates step by step.
 * pako has the algorithms. A library text of its own: processes load it when they ask for zlib.
 */

import crc32 from 'pako/lib/zlib/crc32.js';
import * as deflater from 'pako/lib/zlib/deflate.js';
import * as inflater from 'pako/lib/zlib/inflate.js';
import ZStream from 'pako/lib/zlib/zstream.js';

export { crc32 };

/** What a stream does; the numbers are those of `zlib.constants`. */
export const mode = { DEFLATE: 1, INFLATE: 2, GZIP: 3, GUNZIP: 4, DEFLATERAW: 5, INFLATERAW: 6, UNZIP: 7 } as const;

const Z_FINISH = 4;
const Z_OK = 0;
const Z_STREAM_END = 1;
const Z_NEED_DICT = 2;
const Z_DATA_ERROR = -3;
const Z_BUF_ERROR = -5;
const Z_DEFLATED = 8;
const GZIP_MAGIC = [0x1f, 0x8b];

const codes: Record<number, string> = {
  [Z_NEED_DICT]: 'Z_NEED_DICT',
  [-1]: 'Z_ERRNO',
  [-2]: 'Z_STREAM_ERROR',
  [Z_DATA_ERROR]: 'Z_DATA_ERROR',
  [-4]: 'Z_MEM_ERROR',
  [Z_BUF_ERROR]: 'Z_BUF_ERROR',
  [-6]: 'Z_VERSION_ERROR',
};

/** An error as Node's library is told of it. */
export interface ZlibError {
  message: string;
  errno: number;
  code: string;
}

export interface ZlibOptions {
  mode: number;
  windowBits: number;
  level: number;
  memLevel: number;
  strategy: number;
  dictionary?: Uint8Array;
}

/** The settings of a level, which deflate keeps in its state. */
interface DeflateState {
  level: number;
  strategy: number;
  max_lazy_match: number;
  good_match: number;
  nice_match: number;
  max_chain_length: number;
}

export class ZlibStream {
  readonly #options: ZlibOptions;
  /** UNZIP becomes GUNZIP or INFLATE when it has seen how its input begins. */
  #mode: number;
  #magicBytesSeen = 0;
  #stream: ZStream | null = null;
  #status = Z_OK;
  #flush = 0;

  constructor(options: ZlibOptions) {
    this.#options = options;
    this.#mode = options.mode;
  }

  /** Takes what it can of the input and gives what it can of the output; answers how much room and input are left. */
  write(flush: number, input: Uint8Array, output: Uint8Array): { availOut: number; availIn: number } {
    this.#flush = flush;
    const stream = this.#open();
    Object.assign(stream, { input, next_in: 0, avail_in: input.length });
    Object.assign(stream, { output, next_out: 0, avail_out: output.length });
    if (this.#status === Z_OK || this.#status === Z_BUF_ERROR || this.#status === Z_STREAM_END)
      this.#step(stream, flush);
    return { availOut: stream.avail_out, availIn: stream.avail_in };
  }

  /** What is wrong after a step, if anything. */
  error(): ZlibError | undefined {
    const stream = this.#stream!;
    switch (this.#status) {
      case Z_OK:
      case Z_BUF_ERROR:
        return stream.avail_out !== 0 && this.#flush === Z_FINISH
          ? this.#failure('unexpected end of file', Z_BUF_ERROR)
          : undefined;
      case Z_STREAM_END:
        return undefined;
      case Z_NEED_DICT:
        return this.#failure(this.#options.dictionary ? 'Bad dictionary' : 'Missing dictionary');
      default:
        return this.#failure('Zlib error');
    }
  }

  /** Changes level and strategy of what is deflated from here on. */
  params(level: number, strategy: number): void {
    if (!this.#deflates()) return;
    // pako has no deflateParams: the settings come from a stream that begins with them.
    const fresh = new ZStream();
    deflater.deflateInit2(fresh, level, Z_DEFLATED, this.#options.windowBits, this.#options.memLevel, strategy);
    const { max_lazy_match, good_match, nice_match, max_chain_length, ...rest } = fresh.state as DeflateState;
    Object.assign(this.#open().state as DeflateState, {
      level: rest.level,
      strategy,
      max_lazy_match,
      good_match,
      nice_match,
      max_chain_length,
    });
  }

  /** Begins anew, with the same settings. */
  reset(): ZlibError | undefined {
    this.#status = Z_OK;
    const stream = this.#open();
    this.#status = this.#deflates() ? deflater.deflateReset(stream) : inflater.inflateReset(stream);
    if (this.#status !== Z_OK) return this.#failure('Failed to reset stream');
    this.#useDictionary(stream);
    return undefined;
  }

  #deflates(): boolean {
    return this.#mode === mode.DEFLATE || this.#mode === mode.GZIP || this.#mode === mode.DEFLATERAW;
  }

  /** The memory is taken when the first bytes come, as in Node. */
  #open(): ZStream {
    if (this.#stream) return this.#stream;
    const stream = (this.#stream = new ZStream());
    const { level, memLevel, strategy } = this.#options;
    const bits = this.#windowBits();
    this.#status = this.#deflates()
      ? deflater.deflateInit2(stream, level, Z_DEFLATED, bits, memLevel, strategy)
      : inflater.inflateInit2(stream, bits);
    if (this.#status === Z_OK) this.#useDictionary(stream);
    return stream;
  }

  /** zlib tells formats by the number of bits: see zlib.h, deflateInit2 and inflateInit2. */
  #windowBits(): number {
    const { windowBits } = this.#options;
    if (this.#mode === mode.GZIP || this.#mode === mode.GUNZIP) return windowBits + 16;
    if (this.#mode === mode.UNZIP) return windowBits + 32;
    return this.#mode === mode.DEFLATERAW || this.#mode === mode.INFLATERAW ? -windowBits : windowBits;
  }

  #useDictionary(stream: ZStream): void {
    const { dictionary } = this.#options;
    if (!dictionary) return;
    if (this.#mode === mode.DEFLATE || this.#mode === mode.DEFLATERAW) {
      this.#status = deflater.deflateSetDictionary(stream, dictionary);
    } else if (this.#mode === mode.INFLATERAW) this.#status = inflater.inflateSetDictionary(stream, dictionary);
  }

  #step(stream: ZStream, flush: number): void {
    if (this.#deflates()) {
      this.#status = deflater.deflate(stream, flush);
      return;
    }
    if (this.#mode === mode.UNZIP) this.#recognise(stream);
    this.#status = inflater.inflate(stream, flush);
    const { dictionary } = this.#options;
    if (this.#mode !== mode.INFLATERAW && this.#status === Z_NEED_DICT && dictionary) {
      this.#status = inflater.inflateSetDictionary(stream, dictionary);
      if (this.#status === Z_OK) this.#status = inflater.inflate(stream, flush);
      else if (this.#status === Z_DATA_ERROR) this.#status = Z_NEED_DICT;
    }
    // What follows a gzip member is another one, or garbage if it begins with a zero.
    while (
      stream.avail_in > 0 &&
      this.#mode === mode.GUNZIP &&
      this.#status === Z_STREAM_END &&
      stream.input![stream.next_in] !== 0
    ) {
      inflater.inflateReset(stream);
      this.#status = inflater.inflate(stream, flush);
    }
  }

  #recognise(stream: ZStream): void {
    for (let at = stream.next_in; this.#mode === mode.UNZIP && at < stream.next_in + stream.avail_in; at++) {
      if (stream.input![at] !== GZIP_MAGIC[this.#magicBytesSeen]) this.#mode = mode.INFLATE;
      else if (++this.#magicBytesSeen === GZIP_MAGIC.length) this.#mode = mode.GUNZIP;
    }
  }

  #failure(message: string, errno = this.#status): ZlibError {
    return { message: this.#stream?.msg || message, errno, code: codes[errno] ?? 'Z_OK' };
  }
}
