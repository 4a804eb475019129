/** `internalBinding('encoding_binding')`: TextEncoder, TextDecoder and host names. */

import punycode from 'punycode/punycode.es6.js';
import { host } from '../process/host.ts';
import { bytesOf, decode, encodeInto, unshared, utf8Bytes } from './encodings.ts';
import type { Binding } from './shape.ts';

export function createEncodingBinding(): Binding {
  const encodeIntoResults = new Uint32Array(2); // [read, written]
  return {
    encodeIntoResults,
    encodeInto(text: string, target: Uint8Array) {
      const { read, written } = encodeInto(text, target);
      encodeIntoResults[0] = read;
      encodeIntoResults[1] = written;
    },
    encodeUtf8String: utf8Bytes,
    decodeUTF8(view: ArrayBufferView | ArrayBuffer, ignoreBOM: boolean, fatal: boolean) {
      try {
        return new host.TextDecoder('utf-8', { ignoreBOM, fatal }).decode(unshared(bytesOf(view)));
      } catch {
        throw Object.assign(new TypeError('The encoded data was not valid for encoding utf-8'), {
          code: 'ERR_ENCODING_INVALID_ENCODED_DATA',
        });
      }
    },
    decodeWindows1252: (view: ArrayBufferView) => new host.TextDecoder('windows-1252').decode(unshared(bytesOf(view))),
    decodeLatin1: (view: ArrayBufferView) => decode(bytesOf(view), 'latin1'),
    toASCII: (name: string) => punycode.toASCII(name),
    toUnicode: (name: string) => punycode.toUnicode(name),
  };
}
