/** Arithmetic with large numbers. It is as fast as JavaScript allows, and takes longer for some numbers than others. */

export function fromBytes(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  let hex = '0x';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return BigInt(hex);
}

/** @param length in bytes; without it as many as the number needs, and one for 0 */
export function toBytes(number: bigint, length?: number): Uint8Array<ArrayBuffer> {
  let hex = number.toString(16);
  hex = hex.padStart(length === undefined ? hex.length + (hex.length % 2) : length * 2, '0');
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function bitLength(number: bigint): number {
  const hex = number.toString(16);
  return number === 0n ? 0 : (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex.charAt(0), 16)));
}

export const byteLength = (number: bigint): number => Math.ceil(bitLength(number) / 8);

const modulo = (number: bigint, modulus: bigint): bigint => ((number % modulus) + modulus) % modulus;

/** How many bits of an exponent are taken at once. */
const WINDOW = 5;

export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus === 1n) return 0n;
  const powers = [1n, modulo(base, modulus)];
  const first = powers[1] as bigint;
  const bits = exponent.toString(2);
  if (bits.length < 64) {
    let result = 1n;
    for (const bit of bits) {
      result = (result * result) % modulus;
      if (bit === '1') result = (result * first) % modulus;
    }
    return result;
  }
  for (let i = 2; i < 1 << WINDOW; i++) powers.push(((powers[i - 1] as bigint) * first) % modulus);
  const padded = bits.padStart(Math.ceil(bits.length / WINDOW) * WINDOW, '0');
  let result = 1n;
  for (let at = 0; at < padded.length; at += WINDOW) {
    for (let i = 0; i < WINDOW; i++) result = (result * result) % modulus;
    const index = Number.parseInt(padded.slice(at, at + WINDOW), 2);
    if (index > 0) result = (result * (powers[index] as bigint)) % modulus;
  }
  return result;
}

/** @returns undefined when there is none */
export function modInverse(number: bigint, modulus: bigint): bigint | undefined {
  let [a, b, x, y] = [modulo(number, modulus), modulus, 1n, 0n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return a === 1n ? modulo(x, modulus) : undefined;
}
