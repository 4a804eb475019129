import { SystemFailure } from './errors.ts';

/** First and last port that the network picks by itself; Linux's ip_local_port_range. */
const EPHEMERAL_FIRST = 32768;
const EPHEMERAL_LAST = 60999;
/** Ports below belong to root; Linux's ip_unprivileged_port_start. */
const FIRST_UNPRIVILEGED = 1024;
const LAST_PORT = 65535;

/** The addresses a listener answers on; `null` stands for all of a family. */
interface Binding {
  v4?: string | null;
  v6?: string | null;
}

/** A listener of a process; `key` is the process's own number for it. */
export interface Listener<Owner> {
  owner: Owner;
  key: number;
  port: number;
  binding: Binding;
}

/** Who answers a connection, and what both sides call each other. */
export interface Route<Owner> {
  listener: Listener<Owner>;
  /** The port that the connecting side got. */
  clientPort: number;
  /** What the connecting side calls itself and whom it has reached. */
  client: Addresses;
  /** The same from the accepting side. */
  server: Addresses;
}

/** Both ends of a connection as one of them sees them. */
export interface Addresses {
  local: string;
  remote: string;
}

/** A port has got its first listener, or lost its last. */
export type PortChange = (port: number, state: 'open' | 'close') => void;

/**
 * The loopback network: which process listens where, and who answers a connection. It has the addresses 127.0.0.0/8
 * and ::1 and no way out.
 */
export class Network<Owner> {
  readonly #listeners = new Map<number, Listener<Owner>[]>();
  readonly #onPort: PortChange;
  readonly #limit: number;
  #count = 0;
  #nextEphemeral = EPHEMERAL_FIRST + Math.floor(Math.random() * (EPHEMERAL_LAST - EPHEMERAL_FIRST));

  /** `limit` is how many listeners there may be. */
  constructor(onPort: PortChange, limit: number) {
    this.#onPort = onPort;
    this.#limit = limit;
  }

  /**
   * Claims a port, 0 for any free one, and answers it. Fails with EADDRINUSE, EADDRNOTAVAIL for an address that is not
   * ours, EACCES for a privileged port, EINVAL for a number that is no port, EMFILE.
   */
  listen(owner: Owner, key: number, address: string, port: number): number {
    const binding = bindingOf(address);
    if (!Number.isInteger(port) || port < 0 || port > LAST_PORT) throw new SystemFailure('EINVAL', address);
    if (port !== 0 && port < FIRST_UNPRIVILEGED) throw new SystemFailure('EACCES', address);
    const chosen = port === 0 ? this.#freePort((each) => !this.#taken(each, binding)) : port;
    if (this.#taken(chosen, binding)) throw new SystemFailure('EADDRINUSE', address);
    if (this.#count >= this.#limit) throw new SystemFailure('EMFILE', address);
    this.#count++;
    const there = this.#listeners.get(chosen);
    const listener = { owner, key, port: chosen, binding };
    if (there) {
      there.push(listener);
    } else {
      this.#listeners.set(chosen, [listener]);
      this.#onPort(chosen, 'open');
    }
    return chosen;
  }

  /** Gives a port back. */
  unlisten(owner: Owner, key: number): void {
    this.#drop((listener) => listener.owner === owner && listener.key === key);
  }

  /** Gives all ports of an owner back. */
  unlistenAll(owner: Owner): void {
    this.#drop((listener) => listener.owner === owner);
  }

  /**
   * Finds who answers. `from` is what the connecting side has bound itself to, port 0 for any, if it has.
   * Fails with ECONNREFUSED, ENETUNREACH for an address that is not ours, and for `from` as `listen` does, EADDRINUSE
   * where somebody listens there.
   */
  route(address: string, port: number, from: { address: string; port: number } | null = null): Route<Owner> {
    const target = canonical(address);
    if (!target) throw new SystemFailure('ENETUNREACH', address);
    const { family, host } = target;
    const source = sourceOf(from?.address ?? '', family);
    const there = this.#listeners.get(port) ?? [];
    const listener =
      there.find(({ binding }) => binding[family] === host) ?? there.find(({ binding }) => binding[family] === null);
    if (!listener) throw new SystemFailure('ECONNREFUSED', address);
    if (from?.port && this.#taken(from.port, { [target.family]: source }))
      throw new SystemFailure('EADDRINUSE', source);
    const clientPort = from?.port ? from.port : this.#freePort((each) => !this.#listeners.has(each));
    // A socket of IPv6 sees IPv4 addresses in IPv6's clothes.
    const seenBy = (isIPv6: boolean) => (ip: string) => (isIPv6 && family === 'v4' ? `::ffff:${ip}` : ip);
    const asClient = seenBy(address.includes(':'));
    const asServer = seenBy(listener.binding.v6 !== undefined);
    return {
      listener,
      clientPort,
      client: { local: asClient(source), remote: asClient(host) },
      server: { local: asServer(host), remote: asServer(source) },
    };
  }

  #taken(port: number, binding: Binding): boolean {
    return (this.#listeners.get(port) ?? []).some((listener) =>
      (['v4', 'v6'] as const).some((family) => {
        const ours = binding[family];
        const theirs = listener.binding[family];
        if (ours === undefined || theirs === undefined) return false;
        return ours === null || theirs === null || ours === theirs;
      }),
    );
  }

  /** The next port of the ephemeral range that `free` accepts. Fails with EADDRINUSE when there is none. */
  #freePort(free: (port: number) => boolean): number {
    for (let tried = EPHEMERAL_FIRST; tried <= EPHEMERAL_LAST; tried++) {
      const port = this.#nextEphemeral;
      this.#nextEphemeral = port === EPHEMERAL_LAST ? EPHEMERAL_FIRST : port + 1;
      if (free(port)) return port;
    }
    throw new SystemFailure('EADDRINUSE');
  }

  #drop(which: (listener: Listener<Owner>) => boolean): void {
    for (const [port, there] of [...this.#listeners]) {
      const left = there.filter((listener) => !which(listener));
      if (left.length === there.length) continue;
      this.#count -= there.length - left.length;
      if (left.length > 0) {
        this.#listeners.set(port, left);
      } else {
        this.#listeners.delete(port);
        this.#onPort(port, 'close');
      }
    }
  }
}

function bindingOf(address: string): Binding {
  // Node listens on `::` when it is told no address: that is all of both families.
  if (address === '' || address === '::') return { v4: null, v6: null };
  if (address === '0.0.0.0') return { v4: null };
  const target = canonical(address);
  if (!target) throw new SystemFailure('EADDRNOTAVAIL', address);
  return { [target.family]: target.host };
}

type Family = 'v4' | 'v6';

/** Where a connection comes from. Fails with EADDRNOTAVAIL when `from` is not ours, EINVAL for the other family. */
function sourceOf(from: string, family: Family): string {
  if (from === '' || from === '0.0.0.0' || from === '::') return family === 'v4' ? '127.0.0.1' : '::1';
  const source = canonical(from);
  if (!source) throw new SystemFailure('EADDRNOTAVAIL', from);
  if (source.family !== family) throw new SystemFailure('EINVAL', from);
  return source.host;
}

/** The loopback address that `address` means, or null when it is another machine's. */
function canonical(address: string): { family: Family; host: string } | null {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1] ?? address;
  if (mapped === '' || mapped === 'localhost' || mapped === '0.0.0.0') return { family: 'v4', host: '127.0.0.1' };
  if (mapped === '::1' || mapped === '::') return { family: 'v6', host: '::1' };
  return /^127(\.\d{1,3}){3}$/.test(mapped) ? { family: 'v4', host: mapped } : null;
}
