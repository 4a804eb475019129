/** Prime numbers: making them, and telling whether a number is one. */

import { bitLength, fromBytes, modPow } from './numbers.ts';

export type RandomFill = (bytes: Uint8Array) => void;

/** The odd primes below 2000: most numbers are divisible by one of them. */
const smallPrimes: number[] = [];
for (let n = 3; n < 2000; n += 2) if (smallPrimes.every((p) => n % p !== 0)) smallPrimes.push(n);

/** A random number with so many bits at most. */
export function randomBits(bits: number, fill: RandomFill): bigint {
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  fill(bytes);
  return fromBytes(bytes) & ((1n << BigInt(bits)) - 1n);
}

/** A random number from 1 to one below the limit. */
export function randomBelow(limit: bigint, fill: RandomFill): bigint {
  for (;;) {
    const number = randomBits(bitLength(limit), fill);
    if (number > 0n && number < limit) return number;
  }
}

/** Rounds of Miller and Rabin for a random number of so many bits, for an error below 2^-128. */
const roundsFor = (bits: number): number => (bits > 2048 ? 128 : 64);

/** @param rounds of Miller and Rabin with random bases; 0 for as many as the size needs */
export function isPrime(number: bigint, fill: RandomFill, rounds = 0): boolean {
  if (number < 2n) return false;
  if (number % 2n === 0n) return number === 2n;
  for (const prime of smallPrimes) if (number % BigInt(prime) === 0n) return number === BigInt(prime);
  return isStrongProbablePrime(number, fill, rounds || roundsFor(bitLength(number)));
}

function isStrongProbablePrime(number: bigint, fill: RandomFill, rounds: number): boolean {
  let odd = number - 1n;
  let twos = 0;
  while (odd % 2n === 0n) {
    odd /= 2n;
    twos++;
  }
  const passes = (base: bigint): boolean => {
    let power = modPow(base, odd, number);
    if (power === 1n || power === number - 1n) return true;
    for (let i = 1; i < twos; i++) {
      power = (power * power) % number;
      if (power === number - 1n) return true;
    }
    return false;
  };
  for (let i = 0; i < rounds; i++) if (!passes(randomBelow(number - 1n, fill))) return false;
  return true;
}

/**
 * How many rounds a candidate needs that was made at random here and not given by somebody: FIPS 186-5, table B.1, for
 * an error below 2^-100.
 */
const roundsForOwn = (bits: number): number => (bits >= 1024 ? 5 : bits >= 512 ? 8 : 40);

/**
 * Walks from a start in even steps to the first prime.
 * @param accept a further condition, which is asked before the costly test
 * @returns undefined if there is none below the end
 */
function searchPrime(
  start: bigint,
  end: bigint,
  fill: RandomFill,
  accept: (candidate: bigint) => boolean,
): bigint | undefined {
  const rests = smallPrimes.map((prime) => Number(start % BigInt(prime)));
  const rounds = roundsForOwn(bitLength(start));
  for (let offset = 0; start + BigInt(offset) < end; offset += 2) {
    const candidate = start + BigInt(offset);
    const isDivisible = smallPrimes.some(
      (prime, i) => ((rests[i] as number) + offset) % prime === 0 && candidate !== BigInt(prime),
    );
    if (isDivisible || !accept(candidate)) continue;
    if (isStrongProbablePrime(candidate, fill, 1) && isStrongProbablePrime(candidate, fill, rounds)) return candidate;
  }
  return undefined;
}

/**
 * A random prime with exactly so many bits, of which the two highest are set, so that the product of two such has twice
 * as many bits.
 * @param bits at least 8
 */
export function randomPrime(
  bits: number,
  fill: RandomFill,
  accept: (candidate: bigint) => boolean = () => true,
): bigint {
  const end = 1n << BigInt(bits);
  for (;;) {
    const start = randomBits(bits, fill) | (3n << BigInt(bits - 2)) | 1n;
    const found = searchPrime(start, end, fill, accept);
    if (found !== undefined) return found;
  }
}

export interface PrimeOptions {
  bits: number;
  /** Half of the prime less one is to be a prime, too. */
  isSafe: boolean;
  /** The prime is to have the rest `rem` when it is divided by `add`. */
  add?: bigint;
  rem?: bigint;
}

/** A prime as `crypto.generatePrime` makes it. */
export function generatePrime({ bits, isSafe, add, rem }: PrimeOptions, fill: RandomFill): bigint {
  const top = add === undefined && bits > 2 ? 3n << BigInt(bits - 2) : 1n << BigInt(bits - 1);
  // Without a wish: the rest 1 of 2, and of a safe prime 3 of 4.
  const step = add ?? (isSafe ? 4n : 2n);
  const rest = rem ?? (add === undefined && isSafe ? 3n : 1n);
  for (;;) {
    let candidate = randomBits(bits, fill) | top;
    if (add !== undefined || bits > 2) candidate += rest - (candidate % step);
    if (bitLength(candidate) !== bits) continue;
    if (!isPrime(candidate, fill, bits < 512 ? 40 : 8)) continue;
    if (!isSafe || isPrime((candidate - 1n) / 2n, fill, 40) || candidate <= 7n) return candidate;
  }
}
