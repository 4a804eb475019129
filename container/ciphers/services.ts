/** What the parts of the crypto binding that are loaded late are given by the part that is always there. */

import type { JobClass } from '../bindings/crypto-job.ts';
import type { ByteSource } from '../bindings/crypto-support.ts';

export interface CipherServices {
  Job: JobClass;
  /** The bytes of a secret key's handle, or of a plain buffer. */
  secretBytes(key: object): Uint8Array;
  /** What `update` of a cipher was given. */
  inputBytes(data: string | ByteSource, encoding: unknown): Uint8Array;
  /** A Node buffer with these bytes. */
  toBuffer(bytes: Uint8Array): object;
}
