/** Prefix codes: which symbol has which bits, and how that is told to a decoder (RFC 7932, section 3). */

import type { BitWriter } from './bits.ts';

const LONGEST = 15;

/** In the order in which their lengths are written; 16 repeats the last length, 17 repeats zero. */
const LENGTH_SYMBOLS = [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const REPEAT_LENGTH = 16;
const REPEAT_ZERO = 17;
const LONGEST_OF_LENGTHS = 5;
/** How the lengths 0 to 5 of those are written: [bits, how many]. */
const LENGTH_OF_LENGTH: readonly (readonly [bits: number, count: number])[] = [
  [0b00, 2],
  [0b0111, 4],
  [0b011, 3],
  [0b10, 2],
  [0b01, 2],
  [0b1111, 4],
];
/** What a decoder takes the last length before the first to be. */
const FIRST_LENGTH = 8;

/** Bits for each symbol of an alphabet. */
export interface PrefixCode {
  readonly bits: Uint16Array;
  readonly lengths: Uint8Array;
}

/**
 * Chooses a code for symbols that come as often as `counts` says, and writes it.
 * @returns the code; a symbol that is the only one has no bits at all
 */
export function writePrefixCode(counts: Uint32Array, writer: BitWriter): PrefixCode {
  const used = [...counts.keys()].filter((symbol) => counts[symbol]! > 0);
  const lengths = codeLengths(counts, LONGEST);
  if (used.length > 4) writeLengths(lengths, writer);
  else writeSimpleCode(used.length > 0 ? used : [0], lengths, writer);
  return { lengths, bits: codeBits(lengths) };
}

/** Up to four symbols, by name; how long each one's code is follows from their number and order. */
function writeSimpleCode(symbols: number[], lengths: Uint8Array, writer: BitWriter): void {
  const width = 32 - Math.clz32(lengths.length - 1);
  const ordered = symbols.sort((one, other) => lengths[one]! - lengths[other]! || one - other);
  writer.write(1, 2);
  writer.write(ordered.length - 1, 2);
  for (const symbol of ordered) writer.write(symbol, width);
  if (ordered.length === 4) writer.write(lengths[ordered[0]!] === 1 ? 1 : 0, 1);
}

/** The lengths of all symbols, with runs of the same one written shorter, by a prefix code of their own. */
function writeLengths(lengths: Uint8Array, writer: BitWriter): void {
  const written = withRuns(lengths);
  const counts = new Uint32Array(LENGTH_SYMBOLS.length);
  for (const [symbol] of written) counts[symbol]!++;
  const own = codeLengths(counts, LONGEST_OF_LENGTHS);
  const single = counts.filter((count) => count > 0).length === 1;
  if (single) own[counts.findIndex((count) => count > 0)] = LONGEST_OF_LENGTHS; // Any but 0: it names the only one.
  const inOrder = LENGTH_SYMBOLS.map((symbol) => own[symbol]!);
  const skipped = inOrder[0] !== 0 || inOrder[1] !== 0 ? 0 : inOrder[2] !== 0 ? 2 : 3;
  // A decoder stops when the code is complete, which one of a single symbol never is.
  const last = single ? inOrder.length : inOrder.findLastIndex((length) => length !== 0) + 1;
  writer.write(skipped, 2);
  for (const length of inOrder.slice(skipped, last)) writer.write(...LENGTH_OF_LENGTH[length]!);
  const bits = codeBits(own);
  for (const [symbol, extra] of written) {
    if (!single) writer.write(bits[symbol]!, own[symbol]!);
    if (symbol === REPEAT_LENGTH) writer.write(extra, 2);
    if (symbol === REPEAT_ZERO) writer.write(extra, 3);
  }
}

/** Lengths, up to the last that is not zero, as symbols with what stands behind the symbol. */
function withRuns(lengths: Uint8Array): [symbol: number, extra: number][] {
  const end = lengths.findLastIndex((length) => length !== 0) + 1;
  const written: [number, number][] = [];
  let previous = FIRST_LENGTH;
  for (let at = 0; at < end;) {
    const length = lengths[at]!;
    let run = 1;
    while (at + run < end && lengths[at + run] === length) run++;
    at += run;
    if (length !== 0 && length !== previous) {
      written.push([length, 0]);
      previous = length;
      run--;
    }
    if (run < 3) for (; run > 0; run--) written.push([length, 0]);
    else written.push(...repeated(run, length === 0 ? REPEAT_ZERO : REPEAT_LENGTH));
  }
  return written;
}

/** Each further one of these symbols multiplies what the ones before it say: digits, of which there is no zero. */
function repeated(run: number, symbol: number): [symbol: number, extra: number][] {
  const base = symbol === REPEAT_ZERO ? 8 : 4;
  const digits: [number, number][] = [];
  for (let left = run - 3; left >= 0; left = Math.floor(left / base) - 1) digits.unshift([symbol, left % base]);
  return digits;
}

/**
 * How long each symbol's code is, so that all is as short as can be; 0 for symbols that do not occur, and for one that
 * is alone. Where a code would be longer than `longest`, rare symbols are taken for less rare.
 */
export function codeLengths(counts: Uint32Array, longest: number): Uint8Array {
  const symbols = [...counts.keys()].filter((symbol) => counts[symbol]! > 0);
  const lengths = new Uint8Array(counts.length);
  if (symbols.length < 2) return lengths;
  for (let least = 1; ; least *= 2) {
    const weights = symbols.map((symbol) => Math.max(counts[symbol]!, least));
    const depths = treeDepths(weights);
    if (Math.max(...depths) > longest) continue;
    symbols.forEach((symbol, at) => (lengths[symbol] = depths[at]!));
    return lengths;
  }
}

/** How deep each weight stands in a tree that joins the two lightest again and again (Huffman's). */
function treeDepths(weights: number[]): number[] {
  const leaves = [...weights.keys()].sort((one, other) => weights[one]! - weights[other]!);
  const count = leaves.length;
  // Leaves in the order of their weights, then the joints, which come in the order of theirs by themselves.
  const weight = [...leaves.map((leaf) => weights[leaf]!)];
  const parent: number[] = [];
  let [leaf, joint] = [0, count];
  const lightest = () =>
    leaf < count && (joint >= weight.length || weight[leaf]! <= weight[joint]!) ? leaf++ : joint++;
  while (weight.length < 2 * count - 1) {
    const [one, other] = [lightest(), lightest()];
    parent[one] = parent[other] = weight.length;
    weight.push(weight[one]! + weight[other]!);
  }
  const depth: number[] = [];
  depth[2 * count - 2] = 0;
  for (let node = 2 * count - 3; node >= 0; node--) depth[node] = depth[parent[node]!]! + 1;
  const depths: number[] = [];
  leaves.forEach((original, at) => (depths[original] = depth[at]!));
  return depths;
}

/** The codes that follow from their lengths: in the order of the symbols, and written from the highest bit. */
function codeBits(lengths: Uint8Array): Uint16Array {
  const counts = new Array<number>(LONGEST + 1).fill(0);
  for (const length of lengths) if (length > 0) counts[length]!++;
  const next: number[] = [0];
  for (let length = 1; length <= LONGEST; length++)
    next[length] = length === 1 ? 0 : (next[length - 1]! + counts[length - 1]!) << 1;
  return Uint16Array.from(lengths, (length) => (length === 0 ? 0 : reversed(next[length]!++, length)));
}

function reversed(code: number, length: number): number {
  let bits = 0;
  for (let at = 0; at < length; at++) bits |= ((code >> at) & 1) << (length - 1 - at);
  return bits;
}
