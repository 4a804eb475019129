/** Jobs behind `crypto.generatePrime` and `crypto.checkPrime`. */

import { arrayBufferOf, bytesOf, cryptoError, opensslError, type ByteSource } from '../bindings/crypto-support.ts';
import type { KeyServices } from './key.ts';
import { bitLength, fromBytes, toBytes } from './numbers.ts';
import { generatePrime, isPrime, type PrimeOptions } from './primes.ts';

/** Of OpenSSL's numbers. */
const MAX_BYTES = 2 ** 26;

export function createPrimeJobs({ Job, randomFill }: KeyServices): Record<string, unknown> {
  const invalid = (name: string): Error => cryptoError(RangeError, 'ERR_OUT_OF_RANGE', `invalid options.${name}`);

  class RandomPrimeJob extends Job {
    readonly #options: PrimeOptions;

    constructor(mode: number, bits: number, isSafe: boolean, add?: ByteSource, rem?: ByteSource) {
      super(mode);
      const number = (bytes: ByteSource | undefined): bigint | undefined => bytes && fromBytes(bytesOf(bytes));
      this.#options = { bits, isSafe, add: number(add), rem: number(rem) };
      const { add: step, rem: rest } = this.#options;
      if (step === undefined) return;
      if (bitLength(step) > bits) throw invalid('add');
      if (rest !== undefined && step <= rest) throw invalid('rem');
    }

    protected compute(): ArrayBuffer {
      const { bits, isSafe } = this.#options;
      // Between the safe primes 7 and 47 there is none with its two highest bits set.
      if (bits < 2 || (isSafe && bits < 6 && bits !== 3))
        throw opensslError('01800076', 'bignum routines', 'bits too small');
      return arrayBufferOf(toBytes(generatePrime(this.#options, randomFill), Math.ceil(bits / 8)));
    }
  }

  class CheckPrimeJob extends Job {
    readonly #candidate: bigint;
    readonly #checks: number;

    constructor(mode: number, candidate: ByteSource, checks: number) {
      super(mode);
      if (candidate.byteLength >= MAX_BYTES) {
        throw opensslError('01800072', 'bignum routines', 'bignum too long', 'ERR_OSSL_BN_BIGNUM_TOO_LONG');
      }
      this.#candidate = fromBytes(bytesOf(candidate));
      this.#checks = checks;
    }

    protected compute(): boolean {
      return isPrime(this.#candidate, randomFill, this.#checks);
    }
  }

  return { RandomPrimeJob, CheckPrimeJob };
}
