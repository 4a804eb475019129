/** Sockets for datagrams as libuv and Node's C++ have them (src/udp_wrap.cc); the kernel has their queues. */

import { joinBytes } from '../bytes.ts';
import { canonical, isIPv6 } from '../kernel/addresses.ts';
import type { AddressAndPort } from '../kernel/addresses.ts';
import { unpackDatagram } from '../kernel/datagram-queue.ts';
import { UDP_REUSE_ADDRESS } from '../kernel/protocol.ts';
import type { DatagramOption, SentHandle } from '../kernel/protocol.ts';
import type { Services } from './services.ts';

/** What comes with a datagram, and what a name of a socket looks like. */
interface Name {
  address: string;
  family: 'IPv4' | 'IPv6';
  port: number;
}

type OnMessage = (this: object, read: number, handle: object, buffer: unknown, sender: Name | undefined) => void;

/** Why a buffer's size cannot be had, for the library's error. */
interface SizeError {
  errno?: number;
  code?: string;
  message?: string;
  syscall?: string;
}

/** The handle below a socket: its methods are those of Node's class `UDP`. They answer a negative number for an error. */
export interface DatagramHandle {
  /** Becomes what another process has sent, by the kernel's number for it. */
  adopt(socket: number): void;
  close(): void;
}

export interface Datagrams {
  readonly Socket: new () => DatagramHandle;
  /** Something waits at a socket. */
  receive(socket: number): void;
}

const ANY = { v4: '0.0.0.0', v6: '::' } as const;
type Family = keyof typeof ANY;

const TTL_MOST = 255;
const INT_MAX = 2 ** 31 - 1;

const nameOf = ({ address, port }: AddressAndPort): Name => ({
  address,
  family: isIPv6(address) ? 'IPv6' : 'IPv4',
  port,
});

export function createDatagrams(services: Services): Datagrams {
  const { call, library, enter, ifAlive, addressNumber, addressText, errno, errnoOf } = services;
  const { Buffer } = library.require('buffer') as { Buffer: { from(bytes: ArrayBufferLike): unknown } };
  const uv = library.internalBinding('uv') as {
    errname(number: number): string;
    getErrorMessage(number: number): string;
  };
  const sockets = new Map<number, Socket>();
  let count = 0;

  /** Runs what calls the kernel: its own answer, 0, or the kernel's error's number. */
  const status = (action: () => number | null | void): number => {
    try {
      return action() ?? 0;
    } catch (error) {
      return errnoOf(error);
    }
  };

  /** An address as the kernel knows it, or null when it is none of the family. There is one interface only. */
  const parse = (address: string, family: Family): string | null => {
    const plain = address.replace(/%.*$/, '');
    const isIPv4 = family === 'v4';
    const number = isIPv4 || isIPv6(plain) ? addressNumber(plain, isIPv4) : undefined;
    return number === undefined ? null : addressText(number, isIPv4);
  };

  class Socket extends services.Handle implements DatagramHandle {
    /** The library sets this. */
    declare onmessage: OnMessage;
    /** The kernel's number, or null as long as it has no port. */
    #id: number | null = null;
    #receiving = false;
    /** Something may wait in the kernel. */
    #readable = false;
    #readPosted = false;

    override get resourceName(): string {
      return 'UDPWrap';
    }

    /** It has no descriptor. */
    get fd(): number {
      return -1;
    }

    adopt(socket: number): void {
      this.#open(socket);
      this.#readable = true;
    }

    /** The library passes on what the program calls a port: what is no number is 0, as in Node. */
    bind(address: string, port: unknown, flags: unknown): number {
      return this.#bind('v4', address, Number(port) >>> 0, Number(flags) >>> 0);
    }

    bind6(address: string, port: unknown, flags: unknown): number {
      return this.#bind('v6', address, Number(port) >>> 0, Number(flags) >>> 0);
    }

    /** Sockets of the machine have no place here. */
    open(): number {
      return errno('EINVAL');
    }

    connect(address: string, port: number): number {
      return this.#connect('v4', address, port);
    }

    connect6(address: string, port: number): number {
      return this.#connect('v6', address, port);
    }

    disconnect(): number {
      return this.#with((id) => call('disconnectDatagrams', id));
    }

    send(...args: unknown[]): number {
      return this.#send('v4', args);
    }

    send6(...args: unknown[]): number {
      return this.#send('v6', args);
    }

    recvStart(): number {
      const bound = this.#ensureBound('v4');
      if (bound !== 0) return bound;
      this.#receiving = true;
      this.updateLiveness();
      this.#readSoon();
      return 0;
    }

    recvStop(): number {
      this.#receiving = false;
      this.updateLiveness();
      return 0;
    }

    getsockname(out: object): number {
      return this.#with((id) => void Object.assign(out, nameOf(call('datagramNames', id).local)));
    }

    getpeername(out: object): number {
      return this.#with((id) => {
        const { remote } = call('datagramNames', id);
        if (!remote) return errno('ENOTCONN');
        Object.assign(out, nameOf(remote));
        return 0;
      });
    }

    addMembership(group: string, through?: string | null): number {
      return this.#member(group, through, (id, known) => call('joinGroup', id, known));
    }

    dropMembership(group: string, through?: string | null): number {
      return this.#member(group, through, (id, known) => call('quitGroup', id, known));
    }

    addSourceSpecificMembership(_source: string, group: string): number {
      return errno(groupOf(group) ? 'ENOTSUP' : 'EINVAL');
    }

    dropSourceSpecificMembership(_source: string, group: string): number {
      return errno(groupOf(group) ? 'ENOTSUP' : 'EINVAL');
    }

    /** There is one interface, which stays the one it sends through. */
    setMulticastInterface(address: string): number {
      const own = parse(address, 'v4');
      if (own === null && parse(address, 'v6') === null) return errno('EINVAL');
      return this.#with((id) => {
        if (own !== null) return canonical(own) ? 0 : errno('EADDRNOTAVAIL');
        return isIPv6(call('datagramNames', id).local.address) ? 0 : errno('ENOPROTOOPT');
      });
    }

    /** No datagram goes so far that it matters. */
    setTTL(ttl: number): number {
      return this.#checkTTL(ttl, 1);
    }

    setMulticastTTL(ttl: number): number {
      return this.#checkTTL(ttl, 0);
    }

    setMulticastLoopback(on: number): number {
      return this.#option('multicastLoopback', on);
    }

    setBroadcast(on: number): number {
      return this.#option('broadcast', on);
    }

    /** Answers the size, or undefined with the reason in `why`. */
    bufferSize(size: number, isReceive: boolean, why: SizeError): number | undefined {
      let answer = size;
      const option: DatagramOption = isReceive ? 'receiveBuffer' : 'sendBuffer';
      const failed =
        size > INT_MAX
          ? errno('EINVAL')
          : this.#with((id) => {
              const actual = call('datagramOption', id, option, size);
              if (size === 0) answer = actual;
            });
      if (failed === 0) return answer;
      const syscall = isReceive ? 'uv_recv_buffer_size' : 'uv_send_buffer_size';
      Object.assign(why, {
        errno: failed,
        code: uv.errname(failed),
        message: uv.getErrorMessage(failed),
        syscall,
      });
      return undefined;
    }

    /** Nothing waits to be sent: the kernel takes each datagram at once. */
    getSendQueueSize(): number {
      return 0;
    }

    getSendQueueCount(): number {
      return 0;
    }

    handOver(): SentHandle | number {
      return this.#id === null ? errno('EBADF') : { kind: 'datagrams', socket: this.#id };
    }

    /** Something waits in the kernel. */
    wake(): void {
      this.#readable = true;
      if (!this.#readPosted) this.#read();
    }

    protected override isActive(): boolean {
      return this.#receiving;
    }

    protected override onClose(): void {
      this.#receiving = false;
      const id = this.#id;
      if (id === null) return;
      this.#id = null;
      sockets.delete(id);
      call('closeDatagrams', id);
    }

    #open(id: number): void {
      this.#id = id;
      sockets.set(id, this);
    }

    /** Does something with what the kernel has; EBADF when that is nothing yet, or no more. */
    #with(action: (id: number) => number | null | void): number {
      const id = this.#id;
      return id === null ? errno('EBADF') : status(() => action(id));
    }

    #bind(family: Family, text: string, port: number, flags: number): number {
      const address = parse(text, family);
      if (address === null || this.closed || this.#id !== null) return errno('EINVAL');
      const id = ++count;
      const failed = status(() => call('bindDatagrams', id, address, port, flags));
      if (failed === 0) this.#open(id);
      return failed;
    }

    /** As libuv does before whatever needs a port. */
    #ensureBound(family: Family, flags = 0): number {
      if (this.closed) return errno('EBADF');
      return this.#id === null ? this.#bind(family, ANY[family], 0, flags) : 0;
    }

    #connect(family: Family, text: string, port: number): number {
      const address = parse(text, family);
      if (address === null) return errno('EINVAL');
      return this.#ensureBound(family) || this.#with((id) => call('connectDatagrams', id, address, port));
    }

    /** With six arguments it goes to an address, else to the peer. Answers one more than the bytes that it has sent. */
    #send(family: Family, args: unknown[]): number {
      const [, list, , port, text] = args as [unknown, ArrayBufferView[], number, number, string];
      let to: AddressAndPort | null = null;
      if (args.length === 6) {
        const address = parse(text, family);
        if (address === null) return errno('EINVAL');
        to = { address, port };
      }
      const bytes = joined(list);
      const failed = this.#ensureBound(family) || this.#with((id) => call('sendDatagram', id, bytes, to));
      return failed || bytes.length + 1;
    }

    #member(group: string, through: string | null | undefined, action: (id: number, known: string) => null): number {
      const known = groupOf(group);
      if (!known) return errno('EINVAL');
      if (through !== undefined && through !== null) {
        const own = parse(through, known.family);
        if (own === null) return errno('EINVAL');
        if (known.family === 'v4' && !canonical(own)) return errno('ENODEV');
      }
      return this.#ensureBound(known.family, UDP_REUSE_ADDRESS) || this.#with((id) => action(id, known.address));
    }

    #checkTTL(ttl: number, least: number): number {
      if (!(ttl >= least && ttl <= TTL_MOST)) return errno('EINVAL');
      return this.#with(() => 0);
    }

    #option(option: DatagramOption, value: number): number {
      return this.#with((id) => void call('datagramOption', id, option, value));
    }

    #readSoon(): void {
      if (this.#readPosted || !this.#receiving || !this.#readable) return;
      this.#readPosted = true;
      ifAlive(() => {
        this.#readPosted = false;
        this.#read();
      });
    }

    /** Gives the library one datagram, and comes back for the next one. */
    #read(): void {
      const id = this.#id;
      if (id === null || !this.#receiving || !this.#readable) return;
      let packed: Uint8Array = new Uint8Array(0);
      const failed = status(() => void (packed = call('receiveDatagram', id)));
      if (failed !== 0) {
        this.#readSoon();
        enter(this.onmessage, this, failed, this, undefined, undefined);
        return;
      }
      this.#readable = false;
      if (packed.length === 0) return; // Another process that has the socket too was faster.
      const { bytes, from, more } = unpackDatagram(packed);
      this.#readable = more;
      this.#readSoon();
      enter(this.onmessage, this, bytes.length, this, Buffer.from(bytes.buffer), nameOf(from));
    }
  }

  /** A group's address, if it is an address at all. */
  function groupOf(text: string): { address: string; family: Family } | null {
    for (const family of ['v4', 'v6'] as const) {
      const address = parse(text, family);
      if (address !== null) return { address, family };
    }
    return null;
  }

  return { Socket, receive: (socket) => sockets.get(socket)?.wake() };
}

/** The pieces of a datagram in one. */
function joined(list: ArrayBufferView[]): Uint8Array {
  const pieces = list.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
  return pieces.length === 1 ? pieces[0]! : joinBytes(pieces);
}
