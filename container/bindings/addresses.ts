/** IP addresses as text, bytes and numbers. */

import { host } from '../process/host.ts';

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Where IPv4 addresses stand among those of IPv6: `::ffff:0:0/96`. */
const MAPPED = 0xffffn << 32n;
const IPV4_BITS = 32n;

/** The shortest spelling, or undefined when it is no address. */
export function canonicalIPv6(address: string): string | undefined {
  try {
    return new host.URL(`http://[${address}]`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}

/** `canonical` has no dotted part and at most one `::`. */
export function bytesOfIPv6(canonical: string): Uint8Array {
  const [before = [], after = []] = canonical.split('::').map((half) => half.split(':').filter(Boolean));
  const groups = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]),
  );
}

const numberOf = (bytes: Iterable<number>): bigint => [...bytes].reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

/** An address as the number that it is in IPv6; undefined when it is none of its family. */
export function addressNumber(address: string, isIPv4: boolean): bigint | undefined {
  if (isIPv4) {
    const bytes = IPV4.exec(address)?.slice(1).map(Number);
    return bytes?.every((byte) => byte <= 255) ? MAPPED | numberOf(bytes) : undefined;
  }
  const canonical = canonicalIPv6(address);
  return canonical === undefined ? undefined : numberOf(bytesOfIPv6(canonical));
}

/** Whether a number stands for an IPv4 address. */
export const isMapped = (address: bigint): boolean => address >> IPV4_BITS === MAPPED >> IPV4_BITS;

/** How an address is written, as libuv does: an IPv4 address within IPv6 with dots. */
export function addressText(address: bigint, isIPv4: boolean): string {
  if (isMapped(address)) {
    const dotted = [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
    return isIPv4 ? dotted : `::ffff:${dotted}`;
  }
  return canonicalIPv6(address.toString(16).padStart(32, '0').match(/.{4}/g)!.join(':')) as string;
}
