/** AES key wrap, plain (RFC 3394) and with padding (RFC 5649). */

import { joinBytes } from '../bytes.ts';
import { unsafe } from '@noble/ciphers/aes.js';
import { equalBytes } from '@noble/ciphers/utils.js';

/** The initial value of RFC 3394. */
export const WRAP_IV: Uint8Array = new Uint8Array(8).fill(0xa6);

/** Six rounds over all half blocks, forwards or backwards, in place. */
function rounds(encrypts: boolean, key: Uint8Array, data: Uint8Array): Uint8Array {
  const expanded = encrypts ? unsafe.expandKeyLE(key) : unsafe.expandKeyDecLE(key);
  const count = data.length / 8 - 1;
  const block = new Uint8Array(16);
  const step = new DataView(block.buffer);
  const mix = (number: number): void => step.setUint32(4, step.getUint32(4) ^ number);
  block.set(data.subarray(0, 8));
  for (let turn = 0; turn < 6 * count; turn++) {
    const number = encrypts ? turn + 1 : 6 * count - turn;
    const at = 8 * (((number - 1) % count) + 1);
    block.set(data.subarray(at, at + 8), 8);
    if (encrypts) {
      unsafe.encryptBlock(expanded, block);
      mix(number);
    } else {
      mix(number);
      unsafe.decryptBlock(expanded, block);
    }
    data.set(block.subarray(8), at);
  }
  data.set(block.subarray(0, 8));
  return data;
}

/** @returns undefined when the text cannot be wrapped, or was not wrapped with this key and initial value */
export function wrapKey(encrypts: boolean, key: Uint8Array, iv: Uint8Array, text: Uint8Array): Uint8Array | undefined {
  if (text.length % 8 !== 0 || text.length < (encrypts ? 16 : 24)) return undefined;
  if (encrypts) return rounds(true, key, joinBytes([iv, text]));
  const opened = rounds(false, key, text.slice());
  return equalBytes(opened.subarray(0, 8), iv) ? opened.slice(8) : undefined;
}

/** The same for a text of any length; the initial value has four bytes. */
export function wrapPaddedKey(
  encrypts: boolean,
  key: Uint8Array,
  iv: Uint8Array,
  text: Uint8Array,
): Uint8Array | undefined {
  if (encrypts) {
    if (text.length === 0) return undefined;
    const padded = new Uint8Array(8 + Math.ceil(text.length / 8) * 8);
    padded.set(iv);
    new DataView(padded.buffer).setUint32(4, text.length);
    padded.set(text, 8);
    return padded.length === 16 ? unsafe.encryptBlock(unsafe.expandKeyLE(key), padded) : rounds(true, key, padded);
  }
  if (text.length % 8 !== 0 || text.length < 16) return undefined;
  const opened =
    text.length === 16
      ? unsafe.decryptBlock(unsafe.expandKeyDecLE(key), text.slice())
      : rounds(false, key, text.slice());
  const length = new DataView(opened.buffer).getUint32(4);
  const isWhole = length > opened.length - 16 && length <= opened.length - 8;
  if (!isWhole || !equalBytes(opened.subarray(0, 4), iv)) return undefined;
  return opened.subarray(8 + length).some((byte) => byte !== 0) ? undefined : opened.slice(8, 8 + length);
}
