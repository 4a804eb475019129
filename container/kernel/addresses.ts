import { SystemFailure } from './errors.ts';

/** First and last port that the network picks by itself; Linux's ip_local_port_range. */
const EPHEMERAL_FIRST = 32768;
const EPHEMERAL_LAST = 60999;
const LAST_PORT = 65535;

export type Family = 'v4' | 'v6';

const FAMILIES = ['v4', 'v6'] as const;

/** The addresses that a socket answers on; `null` stands for all of a family. */
export type Binding = { [Each in Family]?: string | null };

/** An address of the loopback network. */
export interface Host {
  family: Family;
  host: string;
}

/** A socket's name, or its peer's. */
export interface AddressAndPort {
  address: string;
  port: number;
}

export const isPortNumber = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= LAST_PORT;

/** Whether an address is one of IPv6, as which an IPv4 address can be written too. */
export const isIPv6 = (address: string): boolean => address.includes(':');

/** The IPv4 address that an address of IPv6 stands for, or else the address itself. */
export const unmapped = (address: string): string => /^::ffff:([\d.]+)$/i.exec(address)?.[1] ?? address;

/** What is bound to an address. Fails with EADDRNOTAVAIL when it is not ours. */
export function bindingOf(address: string): Binding {
  // Node listens on `::` when it is told no address: that is all of both families.
  if (address === '' || address === '::') return { v4: null, v6: null };
  if (address === '0.0.0.0') return { v4: null };
  const target = canonical(address);
  if (!target) throw new SystemFailure('EADDRNOTAVAIL', address);
  return { [target.family]: target.host };
}

/** Whether two that are bound so would answer on the same address. */
export function overlap(one: Binding, other: Binding): boolean {
  return FAMILIES.some((family) => {
    const ours = one[family];
    const theirs = other[family];
    if (ours === undefined || theirs === undefined) return false;
    return ours === null || theirs === null || ours === theirs;
  });
}

/** The loopback address that `address` means, or null when it is another machine's. */
export function canonical(address: string): Host | null {
  const plain = unmapped(address);
  if (plain === '' || plain === 'localhost' || plain === '0.0.0.0') return { family: 'v4', host: '127.0.0.1' };
  if (plain === '::1' || plain === '::') return { family: 'v6', host: '::1' };
  return /^127(\.\d{1,3}){3}$/.test(plain) ? { family: 'v4', host: plain } : null;
}

/** Where something comes from that has no address of its own. */
export const defaultSource = (family: Family): string => (family === 'v4' ? '127.0.0.1' : '::1');

/** How a socket is told of an address: one of IPv6 sees IPv4 addresses in IPv6's clothes. */
export const seenBy =
  (socketIsIPv6: boolean, family: Family) =>
  (ip: string): string =>
    socketIsIPv6 && family === 'v4' ? `::ffff:${ip}` : ip;

/** The ports that a socket gets which asks for none. */
export class EphemeralPorts {
  #next = EPHEMERAL_FIRST + Math.floor(Math.random() * (EPHEMERAL_LAST - EPHEMERAL_FIRST));

  /** The next port that `free` accepts. Fails with EADDRINUSE when there is none. */
  take(free: (port: number) => boolean): number {
    for (let tried = EPHEMERAL_FIRST; tried <= EPHEMERAL_LAST; tried++) {
      const port = this.#next;
      this.#next = port === EPHEMERAL_LAST ? EPHEMERAL_FIRST : port + 1;
      if (free(port)) return port;
    }
    throw new SystemFailure('EADDRINUSE');
  }
}
