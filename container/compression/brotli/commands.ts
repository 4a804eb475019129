/** Commands: so many literals, then a copy of what came before (RFC 7932, sections 4 and 5). */

import type { BitWriter } from './bits.ts';
import { writePrefixCode } from './prefix-codes.ts';

const LITERALS = 256;
const COMMANDS = 704;
/** Without direct codes and postfix bits; the second one for large windows (as Google's encoder has them). */
const DISTANCES = 64;
const LARGE_DISTANCES = 140;
const FIRST_EXPLICIT_DISTANCE = 16;

/** By code: the lowest length that it stands for; how many bits follow says how far it reaches. */
const INSERT_BITS = [0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 24];
const COPY_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 24];
const bases = (bits: number[], first: number): number[] =>
  bits.map((_, code) => bits.slice(0, code).reduce((base, count) => base + 2 ** count, first));
const INSERT_BASE = bases(INSERT_BITS, 0);
const COPY_BASE = bases(COPY_BITS, 2);
/** By the insert code's and the copy code's eight: where the codes begin that name a distance. */
const CELLS = [
  [128, 192, 384],
  [256, 320, 512],
  [448, 576, 640],
];

export interface Command {
  /** How many literals come first. */
  readonly insert: number;
  /** How many bytes are copied then; 0 in the last command, if the data ends with literals. */
  readonly copy: number;
  /** From how far back; 0 for the same as the last time. */
  readonly distance: number;
}

/** The last code whose base is not above the length. */
function codeOf(base: number[], length: number): number {
  let code = base.length - 1;
  while (base[code]! > length) code--;
  return code;
}

/** The copy that a last command names and a decoder never makes, since the data is complete before. */
const SHORTEST_COPY = 2;

function symbolOf(insertCode: number, copyCode: number, sameDistance: boolean): number {
  const within = ((insertCode & 7) << 3) | (copyCode & 7);
  if (sameDistance && insertCode < 8 && copyCode < 16) return (copyCode < 8 ? 0 : 64) + within;
  return CELLS[insertCode >> 3]![copyCode >> 3]! + within;
}

/** Whether the command's symbol says by itself that the distance is the last one. */
const impliesDistance = (symbol: number): boolean => symbol < 128;

/** A distance as a symbol and the bits behind it. */
function distanceCode(distance: number): { symbol: number; extra: number; bits: number } {
  if (distance === 0) return { symbol: 0, extra: 0, bits: 0 };
  const from = distance + 3;
  const bits = 30 - Math.clz32(from);
  const half = (from >> bits) & 1;
  return { symbol: FIRST_EXPLICIT_DISTANCE + 2 * (bits - 1) + half, extra: from - ((2 + half) << bits), bits };
}

/**
 * Writes commands with their literals, and before them the three prefix codes that fit them best.
 * @param data from `start` on it has what the commands stand for
 * @param large the head says that the window is a large one
 */
export function writeCommands(
  commands: Command[],
  { data, start, large }: { data: Uint8Array; start: number; large: boolean },
  writer: BitWriter,
): void {
  const literalCounts = new Uint32Array(LITERALS);
  const commandCounts = new Uint32Array(COMMANDS);
  const distanceCounts = new Uint32Array(large ? LARGE_DISTANCES : DISTANCES);
  let at = start;
  const coded = commands.map(({ insert, copy, distance }) => {
    for (const end = at + insert; at < end; at++) literalCounts[data[at]!]!++;
    at += copy;
    const length = copy === 0 ? SHORTEST_COPY : copy;
    const [insertCode, copyCode] = [codeOf(INSERT_BASE, insert), codeOf(COPY_BASE, length)];
    const symbol = symbolOf(insertCode, copyCode, distance === 0);
    commandCounts[symbol]!++;
    const named = copy === 0 || impliesDistance(symbol) ? null : distanceCode(distance);
    if (named) distanceCounts[named.symbol]!++;
    return { insert, copy, length, insertCode, copyCode, symbol, named };
  });
  const literals = writePrefixCode(literalCounts, writer);
  const symbols = writePrefixCode(commandCounts, writer);
  const distances = writePrefixCode(distanceCounts, writer);
  at = start;
  for (const { insert, copy, length, insertCode, copyCode, symbol, named } of coded) {
    writer.write(symbols.bits[symbol]!, symbols.lengths[symbol]!);
    writer.write(insert - INSERT_BASE[insertCode]!, INSERT_BITS[insertCode]!);
    writer.write(length - COPY_BASE[copyCode]!, COPY_BITS[copyCode]!);
    for (const end = at + insert; at < end; at++) writer.write(literals.bits[data[at]!]!, literals.lengths[data[at]!]!);
    at += copy;
    if (named) {
      writer.write(distances.bits[named.symbol]!, distances.lengths[named.symbol]!);
      writer.write(named.extra, named.bits);
    }
  }
}
