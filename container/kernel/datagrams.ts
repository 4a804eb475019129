import {
  EphemeralPorts,
  bindingOf,
  canonical,
  defaultSource,
  isIPv6,
  isPortNumber,
  overlap,
  seenBy,
  unmapped,
} from './addresses.ts';
import type { AddressAndPort, Binding, Family, Host } from './addresses.ts';
import { BufferSize, DatagramQueue, packDatagram } from './datagram-queue.ts';
import { SystemFailure } from './errors.ts';
import { FIRST_UNPRIVILEGED, IPV6_ONLY, UDP_REUSE_ADDRESS, UDP_REUSE_PORT } from './protocol.ts';
import type { DatagramOption, KernelMessage } from './protocol.ts';

/** The most bytes of a datagram: what a packet of 65,535 bytes holds beside the headers of IP and UDP. */
const LARGEST = { v4: 65_507, v6: 65_527 } as const;

/** Groups that a socket can be in; Linux's igmp_max_memberships. */
const MOST_GROUPS = 20;

/** Addresses that mean everybody. */
const BROADCAST = ['255.255.255.255', '127.255.255.255'];

/** Whoever can hold a socket: a process or one of its threads. */
export interface DatagramHolder {
  send(message: KernelMessage): void;
}

/** A process's hold of a socket; `key` is its number for it, the process's own or, below 0, the kernel's. */
interface Hold {
  readonly owner: DatagramHolder;
  readonly key: number;
  readonly socket: DatagramSocket;
  /** The owner knows that something waits, and asks until nothing does. */
  told: boolean;
}

interface DatagramSocket {
  readonly isIPv6: boolean;
  readonly flags: number;
  /** What it was bound to. `port` is 0 when the network has chosen one. */
  readonly bound: AddressAndPort & { binding: Binding };
  /** What it answers on. A connected one has one address only. */
  binding: Binding;
  /** 0 when it had one of the network's choice and was disconnected since: it gets another when it sends. */
  port: number;
  peer: (Host & { port: number }) | null;
  readonly queue: DatagramQueue;
  readonly sendBuffer: BufferSize;
  readonly groups: Set<string>;
  mayBroadcast: boolean;
  /** Members in this container get what it sends to a group. */
  loopsBack: boolean;
  /** Nobody was at the peer's port: the next who sends or receives is told. */
  refused: boolean;
  holds: Hold[];
}

/** Where a datagram goes: a socket, or all of a group's, or all that hear broadcasts. */
type Target = Host & { kind: 'one' | 'group' | 'all' };

/**
 * Datagrams on the loopback network (UDP), whose ports are a row of their own beside those of connections. A datagram is
 * put into the queue of whoever has the port when it is sent; what finds no room there is lost.
 */
export class Datagrams {
  readonly #ports = new Map<number, DatagramSocket[]>();
  readonly #held = new Map<DatagramHolder, Map<number, Hold>>();
  readonly #ephemeral = new EphemeralPorts();
  readonly #limit: number;
  #count = 0;
  #given = 0;

  /** `limit` is how many sockets there may be; one that several processes hold counts for each. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Makes a socket at a port, 0 for any free one. Fails with EADDRINUSE, EADDRNOTAVAIL for an address that is not ours,
   * EACCES for a privileged port, EINVAL for a number that is no port or that the owner has in use, EMFILE.
   */
  bind(owner: DatagramHolder, key: number, address: string, port: number, flags: number): void {
    if (key < 0 || this.#held.get(owner)?.has(key) || !isPortNumber(port)) throw new SystemFailure('EINVAL', address);
    const binding = kindOf(address) === 'one' ? bindingOf(address) : { [familyOf(address)]: unmapped(address) };
    if ((flags & IPV6_ONLY) !== 0) {
      if (binding.v6 === undefined) throw new SystemFailure('EINVAL', address);
      delete binding.v4;
    }
    if (port !== 0 && port < FIRST_UNPRIVILEGED) throw new SystemFailure('EACCES', address);
    const chosen = port === 0 ? this.#freePort(binding) : port;
    if (this.#taken(chosen, binding, flags)) throw new SystemFailure('EADDRINUSE', address);
    const socket: DatagramSocket = {
      isIPv6: isIPv6(address),
      flags,
      bound: { address, port, binding },
      binding,
      port: chosen,
      peer: null,
      queue: new DatagramQueue(),
      sendBuffer: new BufferSize('send'),
      groups: new Set(),
      mayBroadcast: false,
      loopsBack: true,
      refused: false,
      holds: [],
    };
    this.#hold(owner, key, socket);
    this.#enter(socket);
  }

  /** Lets `to` hold a socket of `owner` too, and answers its number for it. Fails with EBADF, EMFILE. */
  share(owner: DatagramHolder, key: number, to: DatagramHolder): number {
    const given = this.#hold(to, -++this.#given, this.#socket(owner, key));
    given.told = true; // It asks once when it gets it, for what waits already.
    return given.key;
  }

  /** What a socket and its peer are called. Fails with EBADF. */
  names(owner: DatagramHolder, key: number): { local: AddressAndPort; remote: AddressAndPort | null } {
    const socket = this.#socket(owner, key);
    const { peer, port } = socket;
    if (!peer) return { local: { address: socket.bound.address, port }, remote: null };
    const see = seenBy(socket.isIPv6, peer.family);
    return {
      local: { address: see(sourceOf(socket, peer.family)), port },
      remote: { address: see(peer.host), port: peer.port },
    };
  }

  /**
   * From now on the socket hears its peer only, and sends to it. Fails with EBADF, EISCONN, and as `send` does for the
   * address.
   */
  connect(owner: DatagramHolder, key: number, address: string, port: number): void {
    const socket = this.#socket(owner, key);
    if (socket.peer) throw new SystemFailure('EISCONN', address);
    const { family, host } = targetOf(socket, address, port);
    this.#ensurePort(socket);
    socket.peer = { family, host, port };
    socket.binding = { [family]: sourceOf(socket, family) };
  }

  /** It hears everybody again. Fails with EBADF, ENOTCONN. */
  disconnect(owner: DatagramHolder, key: number): void {
    const socket = this.#socket(owner, key);
    if (!socket.peer) throw new SystemFailure('ENOTCONN');
    socket.peer = null;
    socket.refused = false;
    socket.binding = socket.bound.binding;
    // As Linux gives the port back that the program has not asked for by its number.
    if (socket.bound.port === 0) this.#leave(socket);
  }

  /**
   * Sends a datagram, to its peer if `to` is null. Fails with EBADF, EDESTADDRREQ without a peer, EISCONN with one,
   * EMSGSIZE, ECONNREFUSED when nobody was at the peer's port the last time, ENETUNREACH for an address that is not ours,
   * EINVAL for one of another family or no port, EACCES for everybody's address unless that is allowed.
   */
  send(owner: DatagramHolder, key: number, data: Uint8Array, to: AddressAndPort | null): void {
    const socket = this.#socket(owner, key);
    if (to && socket.peer) throw new SystemFailure('EISCONN', to.address);
    const aim = to ?? named(socket.peer);
    if (!aim) throw new SystemFailure('EDESTADDRREQ');
    const target = targetOf(socket, aim.address, aim.port);
    const { family } = target;
    if (data.length > LARGEST[family]) throw new SystemFailure('EMSGSIZE', aim.address);
    if (takeRefusal(socket)) throw new SystemFailure('ECONNREFUSED', aim.address);
    this.#ensurePort(socket);
    const source = { family, host: sourceOf(socket, family), port: socket.port };
    const bytes = data.slice(); // The sender's memory may be larger than the datagram, and the sender's still.
    const receivers = this.#receivers(socket, target, aim.port, source);
    for (const each of receivers) {
      const from = { address: seenBy(each.isIPv6, family)(source.host), port: source.port };
      if (each.queue.add({ bytes, from })) announce(each);
    }
    if (receivers.length > 0 || target.kind !== 'one' || !socket.peer) return;
    socket.refused = true;
    announce(socket);
  }

  /** Takes the first datagram that waits, packed; no bytes when there is none. Fails with EBADF, ECONNREFUSED. */
  receive(owner: DatagramHolder, key: number): Uint8Array {
    const hold = this.#heldAs(owner, key);
    const { queue } = hold.socket;
    if (takeRefusal(hold.socket)) throw new SystemFailure('ECONNREFUSED');
    const datagram = queue.take();
    hold.told = queue.length > 0;
    return datagram ? packDatagram(datagram, hold.told) : new Uint8Array(0);
  }

  /** Sets an option, a size only if it is not 0, and answers what it is. Fails with EBADF, EINVAL. */
  option(owner: DatagramHolder, key: number, option: DatagramOption, value: number): number {
    const socket = this.#socket(owner, key);
    switch (option) {
      case 'broadcast':
        socket.mayBroadcast = value !== 0;
        return value;
      case 'multicastLoopback':
        socket.loopsBack = value !== 0;
        return value;
      case 'receiveBuffer':
      case 'sendBuffer': {
        const buffer = option === 'sendBuffer' ? socket.sendBuffer : socket.queue.buffer;
        if (value !== 0) buffer.set(value);
        return buffer.size;
      }
    }
  }

  /**
   * Makes a socket a member of a group. Fails with EBADF, EINVAL for no group, ENOPROTOOPT for one of IPv6 if the socket
   * is not, EADDRINUSE for a member, ENOBUFS.
   */
  join(owner: DatagramHolder, key: number, group: string): void {
    const { groups, isIPv6: socketIsIPv6 } = this.#socket(owner, key);
    if (kindOf(group) !== 'group') throw new SystemFailure('EINVAL', group);
    if (familyOf(group) === 'v6' && !socketIsIPv6) throw new SystemFailure('ENOPROTOOPT', group);
    if (groups.has(unmapped(group))) throw new SystemFailure('EADDRINUSE', group);
    if (groups.size >= MOST_GROUPS) throw new SystemFailure('ENOBUFS', group);
    groups.add(unmapped(group));
  }

  /** Ends its membership. Fails with EBADF, EADDRNOTAVAIL for no member. */
  quit(owner: DatagramHolder, key: number, group: string): void {
    if (!this.#socket(owner, key).groups.delete(unmapped(group))) throw new SystemFailure('EADDRNOTAVAIL', group);
  }

  /** Lets a socket go; one that the owner does not have is gone already. */
  close(owner: DatagramHolder, key: number): void {
    const hold = this.#held.get(owner)?.get(key);
    if (hold) this.#letGo(hold);
  }

  /** Lets all sockets of an owner go. */
  closeAll(owner: DatagramHolder): void {
    for (const hold of [...(this.#held.get(owner)?.values() ?? [])]) this.#letGo(hold);
  }

  /** Whom a datagram reaches. */
  #receivers(sender: DatagramSocket, target: Target, port: number, source: Host & { port: number }): DatagramSocket[] {
    const { family, host, kind } = target;
    const there = (this.#ports.get(port) ?? []).filter(
      ({ binding, peer }) =>
        (binding[family] === null || binding[family] === host) &&
        (!peer || (peer.family === family && peer.host === source.host && peer.port === source.port)),
    );
    switch (kind) {
      case 'all':
        return there;
      case 'group':
        // As on Linux everybody at the port gets what comes to this machine, and it does when anybody here is a member.
        return sender.loopsBack && this.#hasMember(host) ? there : [];
      case 'one':
        return chooseOne(there, family, source.port);
    }
  }

  #hasMember(group: string): boolean {
    return [...this.#ports.values()].some((there) => there.some(({ groups }) => groups.has(group)));
  }

  #heldAs(owner: DatagramHolder, key: number): Hold {
    const hold = this.#held.get(owner)?.get(key);
    if (!hold) throw new SystemFailure('EBADF');
    return hold;
  }

  #socket(owner: DatagramHolder, key: number): DatagramSocket {
    return this.#heldAs(owner, key).socket;
  }

  #hold(owner: DatagramHolder, key: number, socket: DatagramSocket): Hold {
    if (this.#count >= this.#limit) throw new SystemFailure('EMFILE');
    this.#count++;
    const hold: Hold = { owner, key, socket, told: false };
    socket.holds.push(hold);
    const held = this.#held.get(owner) ?? new Map<number, Hold>();
    this.#held.set(owner, held.set(key, hold));
    return hold;
  }

  #letGo(hold: Hold): void {
    const { owner, key, socket } = hold;
    this.#count--;
    const held = this.#held.get(owner);
    held?.delete(key);
    if (held?.size === 0) this.#held.delete(owner);
    socket.holds = socket.holds.filter((each) => each !== hold);
    if (socket.holds.length === 0) this.#leave(socket);
  }

  #taken(port: number, binding: Binding, flags: number): boolean {
    return (this.#ports.get(port) ?? []).some(
      (each) => overlap(binding, each.binding) && (flags & each.flags & (UDP_REUSE_ADDRESS | UDP_REUSE_PORT)) === 0,
    );
  }

  #freePort(binding: Binding): number {
    return this.#ephemeral.take((port) => !this.#taken(port, binding, 0));
  }

  #ensurePort(socket: DatagramSocket): void {
    if (socket.port !== 0) return;
    socket.port = this.#freePort(socket.binding);
    this.#enter(socket);
  }

  #enter(socket: DatagramSocket): void {
    this.#ports.set(socket.port, [...(this.#ports.get(socket.port) ?? []), socket]);
  }

  #leave(socket: DatagramSocket): void {
    const left = (this.#ports.get(socket.port) ?? []).filter((each) => each !== socket);
    if (left.length > 0) this.#ports.set(socket.port, left);
    else this.#ports.delete(socket.port);
    socket.port = 0;
  }
}

/** Says to those who hold a socket that something waits there, unless they know. */
function announce(socket: DatagramSocket): void {
  for (const hold of socket.holds) {
    if (!hold.told) hold.owner.send({ type: 'datagrams', socket: hold.key });
    hold.told = true;
  }
}

/** Whether the peer has refused; that is told once. */
function takeRefusal(socket: DatagramSocket): boolean {
  const { refused } = socket;
  socket.refused = false;
  return refused;
}

const named = (peer: DatagramSocket['peer']): AddressAndPort | null => peer && { address: peer.host, port: peer.port };

const familyOf = (address: string): Family => (isIPv6(unmapped(address)) ? 'v6' : 'v4');

/** Whether an address means one, a group (224.0.0.0/4, ff00::/8) or everybody. */
function kindOf(address: string): Target['kind'] {
  const plain = unmapped(address);
  if (BROADCAST.includes(plain)) return 'all';
  return /^(22[4-9]|23\d)(\.\d{1,3}){3}$|^ff[\da-f]{2}:[\da-f:.]{1,41}$/i.test(plain) ? 'group' : 'one';
}

/** Where a socket's datagram to an address goes, if it may. */
function targetOf(socket: DatagramSocket, address: string, port: number): Target {
  if (!isPortNumber(port) || port === 0) throw new SystemFailure('EINVAL', address);
  const kind = kindOf(address);
  const host = kind === 'one' ? canonical(address) : { family: familyOf(address), host: unmapped(address) };
  if (!host) throw new SystemFailure('ENETUNREACH', address);
  if (socket.binding[host.family] === undefined) {
    throw new SystemFailure(socket.isIPv6 ? 'ENETUNREACH' : 'EINVAL', address);
  }
  if (kind === 'all' && !socket.mayBroadcast) throw new SystemFailure('EACCES', address);
  return { ...host, kind };
}

/** Where a socket's datagrams come from. */
function sourceOf({ binding }: DatagramSocket, family: Family): string {
  const own = binding[family];
  return typeof own === 'string' && kindOf(own) === 'one' ? own : defaultSource(family);
}

/**
 * Of several sockets at a port the one that says most exactly whom it is for; of those that say the same the newest, but
 * of those that share the port always the same one for the same sender.
 */
function chooseOne(sockets: DatagramSocket[], family: Family, senderPort: number): DatagramSocket[] {
  const exactness = ({ binding, peer, isIPv6 }: DatagramSocket) =>
    Number(binding[family] !== null) * 4 + Number(peer !== null) * 2 + Number(isIPv6 === (family === 'v6'));
  const most = Math.max(...sockets.map(exactness));
  const best = sockets.filter((socket) => exactness(socket) === most);
  const newest = best.at(-1);
  if (!newest) return [];
  if ((newest.flags & UDP_REUSE_PORT) === 0) return [newest];
  const sharing = best.filter(({ flags }) => (flags & UDP_REUSE_PORT) !== 0);
  return sharing.slice(senderPort % sharing.length).slice(0, 1);
}
