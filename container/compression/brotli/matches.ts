/** What the data repeats: a window over what came last, and where each four bytes stood in it before. */

import type { Command } from './commands.ts';

const HASH_BITS = 15;
const NOWHERE = -1;
/** Shorter repetitions save nothing, but for one from as far back as the last one. */
const SHORTEST = 4;
const SHORTEST_AT_SAME_DISTANCE = 3;
/** Nobody looks for a longer one than this. */
const LONG_ENOUGH = 256;
const FIRST_CAPACITY = 4096;
/** What a decoder takes the last distance to be at first. */
const FIRST_DISTANCE = 4;

export class Matches {
  readonly #window: number;
  /** How many places are tried. */
  readonly #tries: number;
  /** Whether a better repetition one byte further on is waited for. */
  readonly #patient: boolean;
  #data = new Uint8Array(FIRST_CAPACITY);
  /** By the hash of four bytes: where they were last. */
  readonly #last = new Int32Array(1 << HASH_BITS).fill(NOWHERE);
  /** By a place: where bytes with the same hash were before. */
  #before = new Int32Array(FIRST_CAPACITY);
  #end = 0;
  /** Up to here commands have been made, and up to here places are noted. */
  #done = 0;
  #noted = 0;
  #lastDistance = FIRST_DISTANCE;

  /**
   * @param window bytes that a decoder keeps, and no distance is greater
   * @param quality 0 to 11: how hard it looks
   */
  constructor(window: number, quality: number) {
    this.#window = window;
    this.#tries = 2 ** Math.min(8, quality);
    this.#patient = quality >= 4;
  }

  /** Bytes for which no commands have been made. */
  get pending(): number {
    return this.#end - this.#done;
  }

  add(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#data.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Makes commands for all that is pending. `back` undoes what concerns distances: a decoder will not see them. */
  take(): { commands: Command[]; data: Uint8Array; start: number; end: number; back: () => void } {
    const [start, end] = [this.#done, this.#end];
    const distance = this.#lastDistance;
    const commands: Command[] = [];
    let literalsFrom = start;
    for (let at = start; at < end;) {
      let found = this.#find(at);
      if (found === null) {
        at++;
        continue;
      }
      if (this.#patient && found.length < LONG_ENOUGH && at + 1 < end) {
        const next = this.#find(at + 1);
        if (next && next.gain > found.gain + 4) [found, at] = [next, at + 1];
      }
      const same = found.distance === this.#lastDistance;
      commands.push({ insert: at - literalsFrom, copy: found.length, distance: same ? 0 : found.distance });
      this.#lastDistance = found.distance;
      at += found.length;
      literalsFrom = at;
    }
    if (literalsFrom < end) commands.push({ insert: end - literalsFrom, copy: 0, distance: 0 });
    this.#note(end);
    this.#done = end;
    return { commands, data: this.#data, start, end, back: () => (this.#lastDistance = distance) };
  }

  /** The repetition at a place that saves the most; `gain` is about how many bits. */
  #find(at: number): { length: number; distance: number; gain: number } | null {
    this.#note(at);
    let best: { length: number; distance: number; gain: number } | null = null;
    const sameLength = this.#lengthAt(at, at - this.#lastDistance);
    if (sameLength >= SHORTEST_AT_SAME_DISTANCE)
      best = { length: sameLength, distance: this.#lastDistance, gain: 8 * sameLength - 4 };
    if (at + SHORTEST > this.#end) return best;
    let place = this.#last[this.#hash(at)]!;
    for (let tried = 0; place >= 0 && tried < this.#tries; tried++, place = this.#before[place]!) {
      const distance = at - place;
      if (distance > this.#window) break;
      const length = this.#lengthAt(at, place);
      if (length < SHORTEST) continue;
      const gain = 8 * length - 2 * (31 - Math.clz32(distance)) - 6;
      if (gain > 0 && (best === null || gain > best.gain)) best = { length, distance, gain };
      if (length >= LONG_ENOUGH) break;
    }
    return best;
  }

  /** How many bytes from `at` on are the same as those from `place` on. */
  #lengthAt(at: number, place: number): number {
    if (place < 0) return 0;
    const data = this.#data;
    let length = 0;
    while (at + length < this.#end && data[place + length] === data[at + length]) length++;
    return length;
  }

  /** Notes where four bytes stand, for all places before `until`. */
  #note(until: number): void {
    for (const last = Math.min(until, this.#end - SHORTEST + 1); this.#noted < last; this.#noted++) {
      const hash = this.#hash(this.#noted);
      this.#before[this.#noted] = this.#last[hash]!;
      this.#last[hash] = this.#noted;
    }
  }

  #hash(at: number): number {
    const data = this.#data;
    const four = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
    return Math.imul(four, 0x9e3779b1) >>> (32 - HASH_BITS);
  }

  #makeRoom(count: number): void {
    if (this.#end + count <= this.#data.length) return;
    const dropped = Math.max(0, this.#done - this.#window);
    if (dropped >= this.#window) this.#drop(dropped);
    const needed = this.#end + count;
    if (needed <= this.#data.length) return;
    const capacity = Math.max(needed, 2 * this.#data.length);
    const [data, before] = [new Uint8Array(capacity), new Int32Array(capacity)];
    data.set(this.#data.subarray(0, this.#end));
    before.set(this.#before.subarray(0, this.#end));
    [this.#data, this.#before] = [data, before];
  }

  /** Forgets what no distance reaches any more. */
  #drop(count: number): void {
    this.#data.copyWithin(0, count, this.#end);
    this.#before.copyWithin(0, count, this.#end);
    const moved = (place: number) => (place < count ? NOWHERE : place - count);
    for (let at = 0; at < this.#end - count; at++) this.#before[at] = moved(this.#before[at]!);
    for (let at = 0; at < this.#last.length; at++) this.#last[at] = moved(this.#last[at]!);
    this.#end -= count;
    this.#done -= count;
    this.#noted -= count;
  }
}
