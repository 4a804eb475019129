/** `internalBinding('zlib')`: handles that compress and decompress. The algorithms are a text that is loaded here. */

import type * as BrotliDecoderModule from '../compression/brotli/decoder.ts';
import type * as BrotliEncoderModule from '../compression/brotli/encoder.ts';
import type * as ZlibModule from '../compression/zlib.ts';
import type { ZlibError } from '../compression/zlib.ts';
import { enter, later } from '../process/loop.ts';
import { evaluateLibraryText } from '../process/library.ts';
import { Request } from './handle.ts';
import type { Binding } from './shape.ts';

/** What a handle drives: a stream that compresses or decompresses step by step. */
interface Codec {
  write(flush: number, input: Uint8Array, output: Uint8Array): { availOut: number; availIn: number };
  error(): ZlibError | undefined;
  reset(): ZlibError | undefined;
}

type WriteArguments = [
  flush: number,
  input: Uint8Array | null,
  inputOffset: number,
  inputLength: number,
  output: Uint8Array,
  outputOffset: number,
  outputLength: number,
];

const none = new Uint8Array();

/** A part of a view, as bytes. */
const part = (view: ArrayBufferView, offset: number, length: number): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + offset, length);

/** Node's CompressionStream (src/node_zlib.cc). */
abstract class CompressionHandle<C extends Codec> extends Request {
  /** Set by the library. */
  onerror?: (message: string, errno: number, code: string) => void;
  #codec: C | null = null;
  #state: Uint32Array = new Uint32Array(2);
  #processed: () => void = () => {};
  #writing = false;
  #closing = false;

  protected open(codec: C, state: Uint32Array, processed: () => void): void {
    this.#codec = codec;
    this.#state = state;
    this.#processed = processed;
  }

  protected get codec(): C {
    if (!this.#codec) throw new Error('zlib: the handle is closed or was not initialised');
    return this.#codec;
  }

  /** Compresses on this very thread, but later: a browser has no pool of threads that shares memory with us. */
  write(...args: WriteArguments): void {
    this.#writing = true;
    later(() => {
      this.#run(args);
      this.#writing = false;
      enter(() => {
        if (this.#report()) this.#processed.call(this);
      }, this);
      if (this.#closing) this.close();
    });
  }

  writeSync(...args: WriteArguments): void {
    this.#run(args);
    this.#report();
  }

  reset(): void {
    this.#tell(this.codec.reset());
  }

  close(): void {
    this.#closing = this.#writing;
    if (!this.#writing) this.#codec = null;
  }

  #run([flush, input, inputOffset, inputLength, output, outputOffset, outputLength]: WriteArguments): void {
    const { availOut, availIn } = this.codec.write(
      flush,
      input ? part(input, inputOffset, inputLength) : none,
      part(output, outputOffset, outputLength),
    );
    this.#state[0] = availOut;
    this.#state[1] = availIn;
  }

  /** Tells the library what went wrong; true when nothing did. */
  #report(): boolean {
    return this.#tell(this.codec.error());
  }

  #tell(error: ZlibError | undefined): boolean {
    if (error) this.onerror?.(error.message, error.errno, error.code);
    return !error;
  }
}

class BrotliDecoder extends CompressionHandle<BrotliDecoderModule.BrotliDecoderStream> {
  init(_parameters: Uint32Array, state: Uint32Array, processed: () => void): void {
    const { BrotliDecoderStream } = evaluateLibraryText('lab:brotli-decoder') as typeof BrotliDecoderModule;
    this.open(new BrotliDecoderStream(), state, processed);
  }

  /** A decoder has nothing to set. */
  params(): void {}
}

class BrotliEncoder extends CompressionHandle<BrotliEncoderModule.BrotliEncoderStream> {
  init(parameters: Uint32Array, state: Uint32Array, processed: () => void): void {
    const encoder = evaluateLibraryText('lab:brotli-encoder') as typeof BrotliEncoderModule;
    if (!encoder.areParameters(parameters))
      throw Object.assign(new Error('Initialization failed'), { code: 'ERR_ZLIB_INITIALIZATION_FAILED' });
    this.open(new encoder.BrotliEncoderStream(parameters), state, processed);
  }

  /** Nothing can be set later, on Node neither. */
  params(): void {}
}

export function createZlibBinding(): Binding {
  const { ZlibStream, crc32 } = evaluateLibraryText('lab:zlib') as typeof ZlibModule;

  class Zlib extends CompressionHandle<InstanceType<typeof ZlibStream>> {
    readonly #mode: number;

    constructor(mode: number) {
      super();
      this.#mode = mode;
    }

    init(
      ...[windowBits, level, memLevel, strategy, state, processed, dictionary]: [
        number,
        number,
        number,
        number,
        Uint32Array,
        () => void,
        ArrayBufferView | undefined,
      ]
    ): void {
      const bytes = dictionary && part(dictionary, 0, dictionary.byteLength).slice();
      const options = { mode: this.#mode, windowBits, level, memLevel, strategy, dictionary: bytes };
      this.open(new ZlibStream(options), state, processed);
    }

    params(level: number, strategy: number): void {
      this.codec.params(level, strategy);
    }
  }

  return {
    Zlib,
    BrotliDecoder,
    BrotliEncoder,
    crc32: (data: ArrayBufferView | string, value: number) => {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : part(data, 0, data.byteLength);
      return crc32(value, bytes, bytes.length, 0) >>> 0;
    },
  };
}
