/**
 * Compresses as brotli (RFC 7932), step by step. A library text of its own, for the processes that ask for it. What is on
 * npm compiles Google's encoder to half a megabyte and cannot flush, without which a stream of events never arrives.
 * This one has no dictionary of words and one prefix code of each kind for a stretch of data, so its output is longer.
 */

import type { ZlibError } from '../zlib.ts';
import { BitWriter } from './bits.ts';
import { writeCommands } from './commands.ts';
import { Matches } from './matches.ts';

/** zlib.constants.BROTLI_OPERATION_… */
const PROCESS = 0;
const FLUSH = 1;
const FINISH = 2;

/** Places in the parameters: zlib.constants.BROTLI_PARAM_…; the others are hints, which change no meaning. */
const QUALITY = 1;
const LGWIN = 2;
const NO_LITERAL_CONTEXTS = 4;
const LARGE_WINDOW = 6;
/** A parameter that was not given. */
const UNSET = 0xffffffff;

/** The default, too. */
const GREATEST_QUALITY = 11;
const DEFAULT_LGWIN = 22;
const [LEAST_LGWIN, GREATEST_LGWIN, GREATEST_LARGE_LGWIN] = [10, 24, 30];
/** Distances stay below this, whatever the window: what a process holds in memory for a stream has an end. */
const MOST_WINDOW = 2 ** 20;
/** Bytes that share their prefix codes. */
const STRETCH = 2 ** 17;

/** Whether an encoder can begin with these: the one flag that Google's encoder looks at closely must be one. */
export const areParameters = (parameters: Uint32Array): boolean =>
  [0, 1, UNSET].includes(parameters[NO_LITERAL_CONTEXTS]!);

export class BrotliEncoderStream {
  readonly #parameters: Uint32Array;
  #writer = new BitWriter();
  #matches: Matches;
  #finished = false;
  #failed = false;

  /**
   * @param parameters by BROTLI_PARAM_…, 2³²−1 for what was not given; of too large or small a size the nearest is taken
   */
  constructor(parameters: Uint32Array) {
    this.#parameters = parameters.slice();
    this.#matches = this.#begin();
  }

  write(operation: number, input: Uint8Array, output: Uint8Array): { availOut: number; availIn: number } {
    if (operation > FINISH || (this.#finished && input.length > 0)) {
      this.#failed = true;
      return { availOut: output.length, availIn: input.length };
    }
    for (let at = 0; at < input.length; at += STRETCH) {
      this.#matches.add(input.subarray(at, at + STRETCH));
      if (this.#matches.pending >= STRETCH) this.#writeStretch();
    }
    if (operation !== PROCESS && !this.#finished) {
      if (this.#matches.pending > 0) this.#writeStretch();
      if (operation === FLUSH) this.#flush();
      else this.#finish();
    }
    return { availOut: output.length - this.#writer.take(output), availIn: 0 };
  }

  error(): ZlibError | undefined {
    if (!this.#failed) return undefined;
    return { message: 'Compression failed', errno: -2, code: 'ERR_BROTLI_COMPRESSION_FAILED' };
  }

  reset(): undefined {
    this.#writer = new BitWriter();
    this.#matches = this.#begin();
    this.#finished = this.#failed = false;
  }

  /** Writes the head, which tells the window. */
  #begin(): Matches {
    const most = this.#large ? GREATEST_LARGE_LGWIN : GREATEST_LGWIN;
    const lgwin = Math.min(Math.max(this.#given(LGWIN, DEFAULT_LGWIN), LEAST_LGWIN), most);
    writeWindow(lgwin, this.#large, this.#writer);
    const quality = Math.min(this.#given(QUALITY, GREATEST_QUALITY), GREATEST_QUALITY);
    return new Matches(Math.min(2 ** lgwin, MOST_WINDOW) - 16, quality);
  }

  get #large(): boolean {
    return this.#given(LARGE_WINDOW, 0) === 1;
  }

  #given(parameter: number, otherwise: number): number {
    const value = this.#parameters[parameter]!;
    return value === UNSET ? otherwise : value;
  }

  /** A meta-block of all that is pending: compressed, or as it is where that is shorter. */
  #writeStretch(): void {
    const writer = this.#writer;
    const { commands, data, start, end, back } = this.#matches.take();
    const before = writer.mark();
    this.#writeHead(end - start, false);
    writer.write(0, 13); // One kind of blocks each, no direct distances, and one prefix code each, without contexts.
    writeCommands(commands, { data, start, large: this.#large }, writer);
    if (writer.mark().end - before.end <= end - start) return;
    writer.backTo(before);
    back();
    this.#writeHead(end - start, true);
    writer.align();
    writer.append(data.subarray(start, end));
  }

  /** @param length of the meta-block, which is not the last one */
  #writeHead(length: number, asItIs: boolean): void {
    const nibbles = length > 2 ** 16 ? 5 : 4;
    this.#writer.write(0, 1);
    this.#writer.write(nibbles - 4, 2);
    this.#writer.write(length - 1, 4 * nibbles);
    this.#writer.write(asItIs ? 1 : 0, 1);
  }

  /** All bits so far go out as whole bytes: an empty block of metadata brings the rest of a byte. */
  #flush(): void {
    if (this.#writer.aligned) return;
    this.#writer.write(0b000110, 6);
    this.#writer.align();
  }

  /** The last meta-block, which is empty. */
  #finish(): void {
    this.#writer.write(0b11, 2);
    this.#writer.align();
    this.#finished = true;
  }
}

/** The size of the window, as a power of 2 (RFC 7932, section 9.1; a large one as Google's encoder writes it). */
function writeWindow(power: number, large: boolean, writer: BitWriter): void {
  if (large) writer.write((power << 8) | 0b10001, 14);
  else if (power === 16) writer.write(0, 1);
  else if (power === 17) writer.write(1, 7);
  else if (power > 17) writer.write(((power - 17) << 1) | 1, 4);
  else writer.write(((power - 8) << 4) | 1, 7);
}
