/** The output of the encoder: bits, the lowest first (RFC 7932, section 1.5.1), in bytes that are taken away as they fill. */

const FIRST_CAPACITY = 1024;

/** A place in the output, to go back to. */
export interface Mark {
  readonly end: number;
  readonly open: number;
  readonly openBits: number;
}

export class BitWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  /** Whole bytes: from `start` to `end` nobody has taken them. */
  #start = 0;
  #end = 0;
  /** The byte that is not full. */
  #open = 0;
  #openBits = 0;

  get aligned(): boolean {
    return this.#openBits === 0;
  }

  /** Whole bytes that nobody has taken. */
  get waiting(): number {
    return this.#end - this.#start;
  }

  /** @param count at most 24 */
  write(value: number, count: number): void {
    this.#open |= value << this.#openBits;
    this.#openBits += count;
    while (this.#openBits >= 8) {
      this.#put(this.#open & 0xff);
      this.#open >>>= 8;
      this.#openBits -= 8;
    }
  }

  /** Fills the open byte with zeros. */
  align(): void {
    if (this.#openBits > 0) this.write(0, 8 - this.#openBits);
  }

  /** Appends bytes; only where it is aligned. */
  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Moves as much as fits into `output`, and answers how many bytes that are. */
  take(output: Uint8Array): number {
    const count = Math.min(output.length, this.waiting);
    output.set(this.#bytes.subarray(this.#start, this.#start + count));
    this.#start += count;
    if (this.#start === this.#end) this.#start = this.#end = 0;
    return count;
  }

  mark(): Mark {
    return { end: this.#end, open: this.#open, openBits: this.#openBits };
  }

  /** Forgets all that was written since, of which nothing was taken. */
  backTo({ end, open, openBits }: Mark): void {
    [this.#end, this.#open, this.#openBits] = [end, open, openBits];
  }

  #put(byte: number): void {
    if (this.#end === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#end++] = byte;
  }

  #reserve(count: number): void {
    const needed = this.#end + count;
    if (needed <= this.#bytes.length) return;
    const more = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    more.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = more;
  }
}
