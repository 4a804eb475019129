/** Ciphers: what `createCipheriv`, `getCiphers` and AES in `crypto.subtle` rest on. */

import { joinBytes } from '../bytes.ts';
import { createAesJob } from './aes-job.ts';
import { Blocks } from './blocks.ts';
import { createCipherBase } from './cipher.ts';
import type { CipherServices } from './services.ts';
import { cipherNames, findSuite, getCipherInfo } from './suites.ts';

export type CipherPart = ReturnType<typeof createCiphers>;

export function createCiphers(services: CipherServices) {
  return {
    findSuite,
    /** A whole text at once, padded. */
    aesCbc(encrypts: boolean, key: Uint8Array, iv: Uint8Array, text: Uint8Array): Uint8Array {
      const blocks = new Blocks(encrypts, key, iv);
      return joinBytes([blocks.update(text), blocks.final()]);
    },
    binding: {
      CipherBase: createCipherBase(services),
      AESCipherJob: createAesJob(services),
      getCipherInfo,
      getCiphers: cipherNames,
    } as Record<string, unknown>,
  };
}
