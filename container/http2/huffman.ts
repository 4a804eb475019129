/**
 * The Huffman code of header compression (RFC 7541, appendix B). The code is canonical: its words follow from how long
 * each is, the shorter ones first and those of a length in the order of their bytes.
 */

/** Bits in the word of each byte, and of what ends a text. */
// prettier-ignore
const LENGTHS = [
  13,23,28,28,28,28,28,28,28,24,30,28,28,30,28,28,28,28,28,28,28,28,30,28,28,28,28,28,28,28,28,28,
  6,10,10,12,13,6,8,11,10,10,8,11,8,6,6,6,5,5,5,6,6,6,6,6,6,6,7,8,15,6,12,10,
  13,6,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,8,7,8,13,19,13,14,6,
  15,5,6,5,6,5,6,6,6,5,7,7,6,6,6,5,6,7,6,5,5,6,7,7,7,7,7,15,11,14,13,28,
  20,22,20,20,22,22,22,23,22,23,23,23,23,23,24,23,24,24,22,23,24,23,23,23,23,21,22,23,22,23,23,24,
  22,21,20,22,22,23,23,21,23,22,22,24,21,22,23,23,21,21,22,21,23,22,23,23,20,22,22,22,23,22,22,23,
  26,26,20,19,22,23,22,25,26,26,26,27,27,26,24,25,19,21,26,27,27,26,27,24,21,21,26,26,28,27,27,27,
  20,24,20,21,22,21,21,23,22,22,25,25,24,24,26,23,26,27,26,26,27,27,27,27,27,28,27,27,27,27,27,26,
  30,
];
const END = 256;

const words = new Uint32Array(LENGTHS.length);

/** The tree of the words, two places for each node: another node, or ~byte; 0 where there is nothing. */
const tree: number[] = [0, 0];

let next = 0;
let lengthBefore = 0;
for (const symbol of [...LENGTHS.keys()].sort((a, b) => lengthOf(a) - lengthOf(b) || a - b)) {
  const length = lengthOf(symbol);
  next = next << (length - lengthBefore);
  lengthBefore = length;
  words[symbol] = next;
  let node = 0;
  for (let bit = length - 1; bit > 0; bit--) {
    const at = node + ((next >>> bit) & 1);
    if (tree[at] === 0) {
      tree[at] = tree.length;
      tree.push(0, 0);
    }
    node = tree[at] as number;
  }
  tree[node + (next & 1)] = ~symbol;
  next++;
}

function lengthOf(symbol: number): number {
  return LENGTHS[symbol] as number;
}

/** How many bytes the text has when it is encoded. */
export function huffmanLength(text: Uint8Array): number {
  let bits = 0;
  for (const byte of text) bits += lengthOf(byte);
  return Math.ceil(bits / 8);
}

/** Writes the encoded text at a place of `target`, which has room for it. */
export function huffmanEncode(text: Uint8Array, target: Uint8Array, at: number): void {
  let held = 0;
  let bits = 0;
  for (const byte of text) {
    let left = lengthOf(byte);
    const word = words[byte] as number;
    // A word can be longer than what fits beside the bits that are held: it comes in pieces of up to a byte.
    while (left > 0) {
      const count = Math.min(left, 8 - bits);
      left -= count;
      held = (held << count) | ((word >>> left) & ((1 << count) - 1));
      bits += count;
      if (bits === 8) {
        target[at++] = held;
        held = 0;
        bits = 0;
      }
    }
  }
  if (bits > 0) target[at] = (held << (8 - bits)) | ((1 << (8 - bits)) - 1); // The rest is filled with ones.
}

/** The decoded bytes; null when it is no text of this code. */
export function huffmanDecode(bytes: Uint8Array): Uint8Array | null {
  const text = new Uint8Array(Math.floor((bytes.length * 8) / 5)); // The shortest word has five bits.
  let count = 0;
  let node = 0;
  let bitsInWord = 0;
  let onlyOnes = true;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const one = (byte >>> bit) & 1;
      const to = tree[node + one] as number;
      bitsInWord++;
      if (one === 0) onlyOnes = false;
      if (to > 0) node = to;
      else {
        if (~to === END || to === 0) return null;
        text[count++] = ~to;
        node = 0;
        bitsInWord = 0;
        onlyOnes = true;
      }
    }
  }
  // What fills the last byte is a part of the end's word, and shorter than a byte.
  return bitsInWord > 7 || !onlyOnes ? null : text.subarray(0, count);
}
