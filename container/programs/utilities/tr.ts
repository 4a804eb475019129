import { Failure, pieces, readOptions, write } from './common.ts';

const BYTES = 256;
const ESCAPES: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };
const CLASSES: Record<string, RegExp> = {
  alnum: /[a-z0-9]/i,
  alpha: /[a-z]/i,
  blank: /[ \t]/,
  cntrl: /[\0-\x1f\x7f]/,
  digit: /\d/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9a-f]/i,
};

/** `tr [-c] [-d] [-s] [-t] SET1 [SET2]`: byte by byte, as GNU's does it, so that it is the same for any text. */
export function tr(words: string[]): number {
  const { values, operands } = readOptions(words, {
    complement: { type: 'boolean', short: 'c' },
    C: { type: 'boolean', short: 'C' },
    delete: { type: 'boolean', short: 'd' },
    'squeeze-repeats': { type: 'boolean', short: 's' },
    'truncate-set1': { type: 'boolean', short: 't' },
  });
  const squeeze = values['squeeze-repeats'] ?? false;
  const translates = !values.delete && (operands.length > 1 || !squeeze);
  check(operands, values.delete ? (squeeze ? 2 : 1) : squeeze ? null : 2, values.delete ?? false);
  let from = setOf(operands[0]!, BYTES);
  if (values.complement || values.C) from = complement(from);
  let to = operands[1] === undefined ? null : setOf(operands[1], from.length);
  if (values['truncate-set1'] && to) from = from.slice(0, to.length);
  if (translates && to?.length === 0 && from.length > 0)
    throw new Failure('when not truncating set1, string2 must be non-empty');

  const becomes = Uint8Array.from({ length: BYTES }, (_, byte) => byte);
  if (translates && to) from.forEach((byte, at) => (becomes[byte] = to![Math.min(at, to!.length - 1)]!));
  to ??= from;
  const deleted = new Set(values.delete ? from : []);
  const squeezed = new Set(squeeze ? to : []);
  let last = -1;
  for (const piece of pieces('-')) {
    let length = 0;
    for (const byte of piece) {
      if (deleted.has(byte)) continue;
      const next = becomes[byte]!;
      if (next === last && squeezed.has(next)) continue;
      piece[length++] = last = next;
    }
    write(piece.subarray(0, length));
  }
  return 0;
}

/** @param wanted how many sets there have to be; null: one or two */
function check(operands: string[], wanted: number | null, deletes: boolean): void {
  if (operands.length === 0) throw new Failure('missing operand');
  if (wanted === 2 && operands.length === 1)
    throw new Failure(
      `missing operand after '${operands[0]}'\nTwo strings must be given when ${deletes ? 'both deleting and squeezing repeats' : 'translating'}.`,
    );
  const most = wanted ?? 2;
  if (operands.length <= most) return;
  const why =
    wanted === 1 && operands.length === 2
      ? '\nOnly one string may be given when deleting without squeezing repeats.'
      : '';
  throw new Failure(`extra operand '${operands[most]}'${why}`);
}

/** @param length that of the other set, up to which `[x*]` goes */
function setOf(text: string, length: number): number[] {
  const set: number[] = [];
  /** Where `[x*]` was, and its byte. */
  let filler: { at: number; byte: number } | null = null;
  // A byte is a character here.
  let rest = Buffer.from(text).toString('latin1');
  const one = '(?:\\\\(?:[0-7]{1,3}|[^])|[^\\\\]|\\\\$)';
  const token = new RegExp(`^(?:\\[:(\\w+):\\]|\\[=(${one})=\\]|\\[(${one})\\*(\\d*)\\]|(${one})-(${one})|(${one}))`);
  while (rest !== '') {
    const [all, name, equal, repeated, count, first, last, single] = token.exec(rest)!;
    rest = rest.slice(all.length);
    if (name !== undefined) {
      const members = CLASSES[name];
      if (!members) throw new Failure(`invalid character class '${name}'`);
      for (let byte = 0; byte < BYTES; byte++) if (members.test(String.fromCharCode(byte))) set.push(byte);
    } else if (repeated !== undefined) {
      // As in C, a zero in front means octal.
      const times = parseInt(count || '0', count?.startsWith('0') ? 8 : 10);
      if (times === 0) filler = { at: set.length, byte: byteOf(repeated) };
      else for (let at = 0; at < times; at++) set.push(byteOf(repeated));
    } else if (first !== undefined && last !== undefined) {
      const [low, high] = [byteOf(first), byteOf(last)];
      if (low > high)
        throw new Failure(`range-endpoints of '${first}-${last}' are in reverse collating sequence order`);
      for (let byte = low; byte <= high; byte++) set.push(byte);
    } else set.push(byteOf(equal ?? single!));
  }
  if (filler) set.splice(filler.at, 0, ...new Array<number>(Math.max(0, length - set.length)).fill(filler.byte));
  return set;
}

function byteOf(text: string): number {
  if (!text.startsWith('\\') || text.length === 1) return text.charCodeAt(0);
  const escaped = text.slice(1);
  return /^[0-7]/.test(escaped) ? parseInt(escaped, 8) & 0xff : (ESCAPES[escaped] ?? escaped.charCodeAt(0));
}

function complement(set: number[]): number[] {
  return Array.from({ length: BYTES }, (_, byte) => byte).filter((byte) => !set.includes(byte));
}
