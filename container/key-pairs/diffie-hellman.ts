/** Diffie-Hellman over numbers: groups, and the two classes of the crypto binding. */

import { bytesOf, cryptoError, opensslError, type ByteSource } from '../bindings/crypto-support.ts';
import type { KeyServices } from './key.ts';
import { bitLength, byteLength, fromBytes, modPow, toBytes } from './numbers.ts';
import { generatePrime, isPrime, randomBelow, type RandomFill } from './primes.ts';

interface Group {
  prime: bigint;
  generator: bigint;
}

/** Name → bits, and the number that RFC 2409 and RFC 3526 add to π so that the result is a prime. */
const groups: Record<string, [bits: number, added: number]> = {
  modp1: [768, 149_686],
  modp2: [1024, 129_093],
  modp5: [1536, 741_804],
  modp14: [2048, 124_476],
  modp15: [3072, 1_690_314],
  modp16: [4096, 240_904],
  modp17: [6144, 929_484],
  modp18: [8192, 4_743_158],
};

/** π · 2^bits, rounded down: by Machin's formula, with some bits more on the way. */
function piTimes(bits: number): bigint {
  const one = 1n << BigInt(bits + 64);
  const arctangentOfInverse = (x: bigint): bigint => {
    let sum = 0n;
    let power = one / x;
    for (let n = 1n; power > 0n; n += 2n) {
      sum += n % 4n === 1n ? power / n : -(power / n);
      power /= x * x;
    }
    return sum;
  };
  return (16n * arctangentOfInverse(5n) - 4n * arctangentOfInverse(239n)) >> 64n;
}

const made = new Map<string, Group>();

/** @param name in any case */
export function groupOf(name: string): Group | undefined {
  const key = name.toLowerCase();
  const parameters = Object.hasOwn(groups, key) ? groups[key] : undefined;
  if (!parameters) return undefined;
  const [bits, added] = parameters;
  const power = (exponent: number): bigint => 1n << BigInt(exponent);
  let group = made.get(key);
  if (!group) {
    const prime = power(bits) - power(bits - 64) - 1n + power(64) * (piTimes(bits - 130) + BigInt(added));
    group = { prime, generator: 2n };
    made.set(key, group);
  }
  return group;
}

export const unknownGroup = (): Error => cryptoError(Error, 'ERR_CRYPTO_UNKNOWN_DH_GROUP', 'Unknown DH group');

const dhError = (number: string, reason: string): Error => {
  const code = `ERR_OSSL_DH_${reason.toUpperCase().replaceAll(' ', '_')}`;
  return opensslError(number, 'Diffie-Hellman routines', reason, code);
};

/** A prime of so many bits, or this one. */
export function dhParameters(source: number | ByteSource, generator: bigint, fill: RandomFill): Group {
  if (typeof source !== 'number') return { prime: fromBytes(bytesOf(source)), generator };
  if (source < SMALLEST) throw dhError('0280007E', 'modulus too small');
  // A rest that makes the generator one of the large subgroup, as in OpenSSL.
  const [add, rem] = generator === 2n ? [24n, 23n] : generator === 5n ? [60n, 59n] : [12n, 11n];
  return { prime: generatePrime({ bits: source, isSafe: true, add, rem }, fill), generator };
}

export function newDhSecret(prime: bigint, generator: bigint, fill: RandomFill): { secret: bigint; value: bigint } {
  const secret = randomBelow(prime - 1n, fill);
  return { secret, value: modPow(generator, secret, prime) };
}

/** As long as the prime, with zeros before. */
export const dhShared = (prime: bigint, secret: bigint, value: bigint): Uint8Array =>
  toBytes(modPow(value, secret, prime), byteLength(prime));

/** What `verifyError` is made of, as in OpenSSL. */
const check = { notPrime: 1, notSafePrime: 2, noSuitableGenerator: 8, tooSmall: 128 } as const;
/** In bits. */
const SMALLEST = 512;

function checkGroup({ prime, generator }: Group, fill: RandomFill): number {
  const isKnown = Object.keys(groups).some((name) => groupOf(name)?.prime === prime);
  let result = 0;
  if (!isKnown && !isPrime(prime, fill)) result |= check.notPrime;
  else if (!isKnown && !isPrime((prime - 1n) / 2n, fill)) result |= check.notSafePrime;
  if (generator <= 1n || generator >= prime - 1n) result |= check.noSuitableGenerator;
  if (bitLength(prime) < SMALLEST) result |= check.tooSmall;
  return result;
}

export function createDiffieHellman(services: KeyServices): Record<string, unknown> {
  const noKey = (what: string): Error =>
    cryptoError(Error, 'ERR_CRYPTO_INVALID_STATE', `No ${what} key - did you forget to generate one?`);
  const give = (number: bigint): object => services.toBuffer(toBytes(number));

  class Exchange {
    readonly #group: Group;
    #secret: bigint | undefined;
    #value: bigint | undefined;

    constructor(group: Group) {
      this.#group = group;
    }

    get verifyError(): number {
      return checkGroup(this.#group, services.randomFill);
    }

    generateKeys(): object {
      const { prime, generator } = this.#group;
      // A secret that was set stays.
      this.#secret ??= randomBelow(prime - 1n, services.randomFill);
      this.#value = modPow(generator, this.#secret, prime);
      return give(this.#value);
    }

    computeSecret(other: ByteSource): object {
      const { prime } = this.#group;
      const value = fromBytes(bytesOf(other));
      if (value <= 1n) throw cryptoError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Supplied key is too small');
      if (value >= prime - 1n) {
        throw bitLength(value) > bitLength(prime)
          ? cryptoError(RangeError, 'ERR_CRYPTO_INVALID_KEYTYPE', 'Unspecified validation error')
          : cryptoError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Supplied key is too large');
      }
      if (this.#secret === undefined) return services.toBuffer(new Uint8Array());
      return services.toBuffer(dhShared(prime, this.#secret, value));
    }

    getPrime(): object {
      return give(this.#group.prime);
    }

    getGenerator(): object {
      return give(this.#group.generator);
    }

    getPublicKey(): object {
      if (this.#value === undefined) throw noKey('public');
      return give(this.#value);
    }

    getPrivateKey(): object {
      if (this.#secret === undefined) throw noKey('private');
      return give(this.#secret);
    }

    setPublicKey(key: ByteSource): void {
      this.#value = fromBytes(bytesOf(key));
    }

    setPrivateKey(key: ByteSource): void {
      this.#secret = fromBytes(bytesOf(key));
    }
  }

  class DiffieHellman extends Exchange {
    constructor(sizeOrPrime: number | ByteSource, generator: number | ByteSource) {
      const base = typeof generator === 'number' ? BigInt(generator) : fromBytes(bytesOf(generator));
      if (base <= 1n) throw dhError('02800065', 'bad generator');
      super(dhParameters(sizeOrPrime, base, services.randomFill));
    }
  }

  class DiffieHellmanGroup extends Exchange {
    constructor(name: string) {
      const group = groupOf(name);
      if (!group) throw unknownGroup();
      super(group);
    }
  }

  return { DiffieHellman, DiffieHellmanGroup };
}
