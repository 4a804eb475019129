import {
  EphemeralPorts,
  bindingOf,
  canonical,
  defaultSource,
  isIPv6,
  isPortNumber,
  overlap,
  seenBy,
} from './addresses.ts';
import type { AddressAndPort, Binding, Family } from './addresses.ts';
import { SystemFailure } from './errors.ts';
import { FIRST_UNPRIVILEGED, IPV6_ONLY, REUSE_PORT } from './protocol.ts';

/** A process's hold of a listening socket; `key` is its number for it, the process's own or, below 0, the kernel's. */
export interface Listener<Owner> {
  readonly owner: Owner;
  readonly key: number;
  readonly socket: ListeningSocket<Owner>;
  /** It takes connections: it has called `listen`. */
  accepting: boolean;
  /** Connections that it was given and has not acknowledged. */
  waiting: number;
  /** False when the process has let go of it. */
  open: boolean;
}

/** What listens at a port: several processes can hold it. */
export interface ListeningSocket<Owner> {
  readonly address: string;
  readonly port: number;
  readonly binding: Binding;
  /** Others that say so too may have the same port. */
  readonly reusesPort: boolean;
  /** Somebody has called `listen`: who connects waits for somebody to accept, when nobody does at the moment. */
  listening: boolean;
  listeners: Listener<Owner>[];
  /** Whose turn it is, of those who have as little to do as others. */
  turn: number;
}

/** Where a connection arrives, and what both sides call each other. */
export interface Route<Owner> {
  socket: ListeningSocket<Owner>;
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
  readonly #sockets = new Map<number, ListeningSocket<Owner>[]>();
  readonly #held = new Map<Owner, Map<number, Listener<Owner>>>();
  readonly #onPort: PortChange;
  readonly #limit: number;
  #count = 0;
  #given = 0;
  readonly #ephemeral = new EphemeralPorts();

  /** `limit` is how many listeners there may be. */
  constructor(onPort: PortChange, limit: number) {
    this.#onPort = onPort;
    this.#limit = limit;
  }

  /**
   * Takes connections from now on: at a port that the owner holds under this number, or else claims, 0 for any free
   * one. Answers the port. Fails as `bind` does.
   */
  listen(owner: Owner, key: number, address: string, port: number, flags = 0): number {
    const held = this.#held.get(owner)?.get(key) ?? this.#claim(owner, key, address, port, flags);
    held.accepting = true;
    if (!held.socket.listening) {
      const wasOpen = this.#isOpen(held.socket.port);
      held.socket.listening = true;
      if (!wasOpen) this.#onPort(held.socket.port, 'open');
    }
    return held.socket.port;
  }

  /**
   * Claims a port, 0 for any free one, and answers it. Fails with EADDRINUSE, EADDRNOTAVAIL for an address that is not
   * ours, EACCES for a privileged port, EINVAL for a number that is no port or a listener that the owner has already,
   * EMFILE.
   */
  bind(owner: Owner, key: number, address: string, port: number, flags = 0): number {
    return this.#claim(owner, key, address, port, flags).socket.port;
  }

  /** Lets `to` hold a listener of `owner` too. Fails with EBADF when there is none, EMFILE. */
  share(owner: Owner, key: number, to: Owner): Listener<Owner> {
    const held = this.#held.get(owner)?.get(key);
    if (!held) throw new SystemFailure('EBADF');
    return this.#hold(to, -++this.#given, held.socket);
  }

  #claim(owner: Owner, key: number, address: string, port: number, flags: number): Listener<Owner> {
    if (key < 0 || this.#held.get(owner)?.has(key)) throw new SystemFailure('EINVAL', address);
    const binding = bindingOf(address);
    if ((flags & IPV6_ONLY) !== 0 && binding.v6 !== undefined) delete binding.v4;
    const reusesPort = (flags & REUSE_PORT) !== 0;
    if (!isPortNumber(port)) throw new SystemFailure('EINVAL', address);
    if (port !== 0 && port < FIRST_UNPRIVILEGED) throw new SystemFailure('EACCES', address);
    const chosen = port === 0 ? this.#ephemeral.take((each) => !this.#taken(each, binding)) : port;
    if (this.#taken(chosen, binding, reusesPort)) throw new SystemFailure('EADDRINUSE', address);
    const socket = { address, port: chosen, binding, reusesPort, listening: false, listeners: [], turn: 0 };
    const listener = this.#hold(owner, key, socket);
    const there = this.#sockets.get(chosen);
    if (there) there.push(socket);
    else this.#sockets.set(chosen, [socket]);
    return listener;
  }

  #hold(owner: Owner, key: number, socket: ListeningSocket<Owner>): Listener<Owner> {
    if (this.#count >= this.#limit) throw new SystemFailure('EMFILE', socket.address);
    this.#count++;
    const listener = { owner, key, socket, accepting: false, waiting: 0, open: true };
    socket.listeners.push(listener);
    const held = this.#held.get(owner) ?? new Map<number, Listener<Owner>>();
    this.#held.set(owner, held.set(key, listener));
    return listener;
  }

  /** Gives a port back. */
  unlisten(owner: Owner, key: number): void {
    const listener = this.#held.get(owner)?.get(key);
    if (listener) this.#letGo(listener);
  }

  /** Gives all ports of an owner back. */
  unlistenAll(owner: Owner): void {
    for (const listener of [...(this.#held.get(owner)?.values() ?? [])]) this.#letGo(listener);
  }

  /**
   * Who is to take the next connection of a socket: whoever has the least to do of those that accept. Null when nobody
   * does at the moment.
   */
  next(socket: ListeningSocket<Owner>): Listener<Owner> | null {
    const { listeners } = socket;
    let best: Listener<Owner> | null = null;
    for (let step = 0; step < listeners.length; step++) {
      const each = listeners[(socket.turn + step) % listeners.length];
      if (each?.accepting && (best === null || each.waiting < best.waiting)) best = each;
    }
    if (best && listeners.length > 1) socket.turn = listeners.indexOf(best) + 1;
    return best;
  }

  /**
   * Finds where a connection arrives. `from` is what the connecting side has bound itself to, port 0 for any, if it has.
   * Fails with ECONNREFUSED, ENETUNREACH for an address that is not ours, and for `from` as `listen` does, EADDRINUSE
   * where somebody listens there.
   */
  route(address: string, port: number, from: AddressAndPort | null = null): Route<Owner> {
    const target = canonical(address);
    if (!target) throw new SystemFailure('ENETUNREACH', address);
    const { family, host } = target;
    const source = sourceOf(from?.address ?? '', family);
    const there = this.#sockets.get(port) ?? [];
    const answers = (bound: string | null) => (each: ListeningSocket<Owner>) =>
      each.listening && each.binding[family] === bound;
    const socket = there.find(answers(host)) ?? there.find(answers(null));
    if (!socket) throw new SystemFailure('ECONNREFUSED', address);
    // Of those that share a port the next one has its turn.
    if (socket.reusesPort && there.length > 1) there.push(...there.splice(there.indexOf(socket), 1));
    if (from?.port && this.#taken(from.port, { [target.family]: source }))
      throw new SystemFailure('EADDRINUSE', source);
    const clientPort = from?.port ? from.port : this.#ephemeral.take((each) => !this.#sockets.has(each));
    const asClient = seenBy(isIPv6(address), family);
    const asServer = seenBy(socket.binding.v6 !== undefined, family);
    return {
      socket,
      clientPort,
      client: { local: asClient(source), remote: asClient(host) },
      server: { local: asServer(host), remote: asServer(source) },
    };
  }

  #taken(port: number, binding: Binding, reusesPort = false): boolean {
    return (this.#sockets.get(port) ?? []).some(
      (socket) => !(reusesPort && socket.reusesPort) && overlap(binding, socket.binding),
    );
  }

  #isOpen(port: number): boolean {
    return this.#sockets.get(port)?.some(({ listening }) => listening) ?? false;
  }

  #letGo(listener: Listener<Owner>): void {
    const { owner, key, socket } = listener;
    listener.open = false;
    this.#count--;
    const held = this.#held.get(owner);
    held?.delete(key);
    if (held?.size === 0) this.#held.delete(owner);
    socket.listeners = socket.listeners.filter((each) => each !== listener);
    if (socket.listeners.length > 0) return;
    const wasOpen = this.#isOpen(socket.port);
    const left = (this.#sockets.get(socket.port) ?? []).filter((each) => each !== socket);
    if (left.length > 0) this.#sockets.set(socket.port, left);
    else this.#sockets.delete(socket.port);
    if (wasOpen && !this.#isOpen(socket.port)) this.#onPort(socket.port, 'close');
  }
}

/** Where a connection comes from. Fails with EADDRNOTAVAIL when `from` is not ours, EINVAL for the other family. */
function sourceOf(from: string, family: Family): string {
  if (from === '' || from === '0.0.0.0' || from === '::') return defaultSource(family);
  const source = canonical(from);
  if (!source) throw new SystemFailure('EADDRNOTAVAIL', from);
  if (source.family !== family) throw new SystemFailure('EINVAL', from);
  return source.host;
}
