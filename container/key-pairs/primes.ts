/** Prime numbers: making them, and telling whether a number is one. */

import { bitLength, fromBytes, modPow } from './numbers.ts';

export type RandomFill = (bytes: Uint8Array) => void;

/** The odd primes below 2^14: nearly all numbers are divisible by one of them. */
const smallPrimes: number[] = [];

function knownPrimes(): number[] {
  if (smallPrimes.length > 0) return smallPrimes;
  const isComposite = new Uint8Array(1 << 14);
  for (let n = 3; n < isComposite.length; n += 2) {
    if (isComposite[n]) continue;
    smallPrimes.push(n);
    for (let multiple = n * n; multiple < isComposite.length; multiple += 2 * n) isComposite[multiple] = 1;
  }
  return smallPrimes;
}

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
  for (const prime of knownPrimes()) if (number % BigInt(prime) === 0n) return number === BigInt(prime);
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

interface Search {
  start: bigint;
  step: bigint;
  /** The first number that is too large. */
  end: bigint;
  /** Half of the prime less one is to be a prime, too. */
  isSafe: boolean;
  /** A further condition, which is asked before the costly test. */
  accept?: (candidate: bigint) => boolean;
}

/**
 * Walks from a start in equal steps to the first prime.
 * @returns undefined if there is none
 */
function searchPrime({ start, step, end, isSafe, accept }: Search, fill: RandomFill): bigint | undefined {
  const primes = knownPrimes();
  const rests = primes.map((prime) => Number(start % BigInt(prime)));
  const steps = primes.map((prime) => Number(step % BigInt(prime)));
  const rounds = roundsForOwn(bitLength(start));
  const isLarge = start > 1n << 30n; // A small number can be one of the known primes.
  for (let count = 0; ; count++) {
    const candidate = start + BigInt(count) * step;
    if (candidate >= end) return undefined;
    const isDivisible = primes.some((prime, i) => {
      const rest = ((rests[i] as number) + count * (steps[i] as number)) % prime;
      return rest === 0 || (isSafe && rest === 1);
    });
    if ((isLarge && isDivisible) || accept?.(candidate) === false) continue;
    const numbers = isSafe ? [candidate / 2n, candidate] : [candidate];
    const passes = (times: number): boolean =>
      numbers.every((number) => (isLarge ? isStrongProbablePrime(number, fill, times) : isPrime(number, fill)));
    if (passes(1) && passes(rounds)) return candidate;
  }
}

/**
 * A random prime with exactly so many bits, of which the two highest are set, so that the product of two such has twice
 * as many bits.
 * @param bits at least 8
 */
export function randomPrime(bits: number, fill: RandomFill, accept: (candidate: bigint) => boolean): bigint {
  const end = 1n << BigInt(bits);
  for (;;) {
    const start = randomBits(bits, fill) | (3n << BigInt(bits - 2)) | 1n;
    const found = searchPrime({ start, step: 2n, end, isSafe: false, accept }, fill);
    if (found !== undefined) return found;
  }
}

export interface PrimeOptions {
  /** At least 2, and 6 or exactly 3 for a safe prime. */
  bits: number;
  /** Half of the prime less one is to be a prime, too. */
  isSafe: boolean;
  /** The prime is to have the rest `rem` when it is divided by `add`. */
  add?: bigint | undefined;
  rem?: bigint | undefined;
}

/** A prime as `crypto.generatePrime` makes it. */
export function generatePrime({ bits, isSafe, add, rem }: PrimeOptions, fill: RandomFill): bigint {
  const end = 1n << BigInt(bits);
  const highest = add === undefined && bits > 3 ? 3n << BigInt(bits - 2) : 1n << BigInt(bits - 1);
  // Without a wish: an odd number, and of a safe prime one with the rest 3 of 4.
  const step = add ?? (isSafe && bits > 3 ? 4n : 2n);
  const rest = rem ?? (add === undefined && step === 4n ? 3n : 1n);
  for (;;) {
    const random = randomBits(bits, fill) | highest;
    const start = random - (random % step) + rest;
    const found = searchPrime({ start, step, end, isSafe }, fill);
    if (found !== undefined && found >= highest) return found;
  }
}
