/** `internalBinding('icu')`: legacy encodings and the width of text on a terminal. */

import { host } from '../process/host.ts';
import { bytesOf, decode, encode, normaliseEncoding, unshared } from './encodings.ts';
import { library } from '../process/library.ts';
import type { Binding } from './shape.ts';

const FLUSH = 1;
const FATAL = 2;
const IGNORE_BOM = 4;

/** Characters that take two cells: East Asian wide and full-width forms, and emoji (Unicode 16, by their blocks). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const ZERO = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

function stringWidth(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

export function createIcuBinding(): Binding {
  interface Converter {
    decoder: TextDecoder;
  }
  return {
    getStringWidth: stringWidth,
    icuErrName: (code: number) => `ICU error ${code}`,
    hasConverter(name: string) {
      try {
        new host.TextDecoder(name);
        return true;
      } catch {
        return false; // TextDecoder's way of saying no.
      }
    },
    getConverter: (name: string, flags: number): Converter => ({
      decoder: new host.TextDecoder(name, { fatal: (flags & FATAL) !== 0, ignoreBOM: (flags & IGNORE_BOM) !== 0 }),
    }),
    decode(converter: Converter, view: ArrayBufferView, flags: number, encoding: string) {
      try {
        return converter.decoder.decode(unshared(bytesOf(view)), { stream: (flags & FLUSH) === 0 });
      } catch {
        throw Object.assign(new TypeError(`The encoded data was not valid for encoding ${encoding}`), {
          code: 'ERR_ENCODING_INVALID_ENCODED_DATA',
        });
      }
    },
    transcode(source: Uint8Array, from: string, to: string) {
      const { Buffer } = library.require('buffer') as { Buffer: { from(bytes: Uint8Array): unknown } };
      return Buffer.from(encode(decode(bytesOf(source), normaliseEncoding(from)), normaliseEncoding(to)));
    },
  };
}
