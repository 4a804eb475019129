/** Decompresses brotli, step by step. A library text of its own: processes load it when they first meet brotli. */

import { BrotliDecStream, BrotliDecStreamErrCode, BrotliStreamResultCode, initSync } from 'brotli-dec-wasm/web';
import wasm from 'brotli-dec-wasm/web/bg.wasm';
import type { ZlibError } from '../zlib.ts';

/** BROTLI_OPERATION_FINISH: no more input follows. */
const FINISH = 2;
const Z_BUF_ERROR = -5;

initSync({ module: wasm });

export class BrotliDecoderStream {
  #stream = new BrotliDecStream();
  #flush = 0;
  #wantsInput = true;
  #ended = false;
  /** The decoder's own number for what is wrong with the data; it comes at the end of an error's message. */
  #failure: number | undefined;

  write(flush: number, input: Uint8Array, output: Uint8Array): { availOut: number; availIn: number } {
    this.#flush = flush;
    let [availIn, availOut] = [input.length, output.length];
    if (this.#failure !== undefined || this.#ended) return { availOut, availIn };
    try {
      // The decoder takes a piece of the input at a time.
      for (let more = true; more && availOut > 0;) {
        const result = this.#stream.dec(input.subarray(input.length - availIn), availOut);
        output.set(result.buf, output.length - availOut);
        availOut -= result.buf.length;
        availIn -= result.input_offset;
        more = result.input_offset > 0 && availIn > 0 && result.code === BrotliStreamResultCode.NeedsMoreInput;
        this.#ended = result.code === BrotliStreamResultCode.ResultSuccess;
        this.#wantsInput = result.code === BrotliStreamResultCode.NeedsMoreInput;
        result.free();
      }
    } catch (error) {
      const [code] = /-\d+$/.exec((error as Error).message) ?? [];
      if (code === undefined) throw error;
      this.#failure = Number(code);
    }
    return { availOut, availIn };
  }

  error(): ZlibError | undefined {
    if (this.#failure !== undefined) {
      const name = BrotliDecStreamErrCode[-this.#failure] ?? 'BROTLI_DECODER_ERROR_UNREACHABLE';
      return { message: 'Decompression failed', errno: this.#failure, code: name.replace('BROTLI_DECODER', 'ERR_') };
    }
    if (this.#flush === FINISH && this.#wantsInput && !this.#ended) {
      return { message: 'unexpected end of file', errno: Z_BUF_ERROR, code: 'Z_BUF_ERROR' };
    }
    return undefined;
  }

  reset(): undefined {
    this.#stream.free();
    this.#stream = new BrotliDecStream();
    [this.#wantsInput, this.#ended, this.#failure] = [true, false, undefined];
  }
}
