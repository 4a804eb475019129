/** `internalBinding('tcp_wrap')`: TCP on the container's loopback network. */

import { SOCKET_CAPACITY } from '../kernel/channel.ts';
import { FIRST_UNPRIVILEGED } from '../kernel/protocol.ts';
import type { KernelMessage, SentHandle, SocketAddresses } from '../kernel/protocol.ts';
import { exchangeContext } from '../process/async-context.ts';
import { call, notify } from '../process/calls.ts';
import { Channel, makeChannel } from '../process/channels.ts';
import { enter } from '../process/loop.ts';
import { errno, errnoOf } from './errno.ts';
import { Request } from './handle.ts';
import type { Binding } from './shape.ts';
import { StreamHandle } from './stream_wrap.ts';

export class TCPConnectWrap extends Request {}

interface Address {
  address: string;
  port: number;
}

const isIPv4 = (address: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(address);
const familyOf = (address: string): string => (isIPv4(address) ? 'IPv4' : 'IPv6');

/** What a handle is for: Node's constants. */
const SOCKET = 0;
const SERVER = 1;

const listeners = new Map<number, TCP>();
type Connected = Extract<KernelMessage, { type: 'connected' }>;

const connecting = new Map<number, (answer: Connected) => void>();
let listenerCount = 0;
let requestCount = 0;

export class TCP extends StreamHandle {
  /** The library sets this: called with a status and the new connection's handle. */
  declare onconnection: (this: TCP, status: number, client: TCP | undefined) => void;
  /** The number of the port that it has claimed, or that another process has given it. */
  #listener: number | null = null;
  #listening = false;
  #flags = 0;
  #local: Address | null = null;
  #remote: Address | null = null;
  #connecting = false;
  readonly #isServer: boolean;

  /** A listener that another process holds too. */
  static ofListener(listener: number, address: string, port: number): TCP {
    const server = new TCP(SERVER);
    server.#listener = listener;
    server.#local = { address, port };
    listeners.set(listener, server);
    return server;
  }

  static ofConnection(channel: Channel, addresses: SocketAddresses | null): TCP {
    const socket = new TCP();
    if (addresses) {
      socket.#local = addresses.local;
      socket.#remote = addresses.remote;
    }
    socket.attach(channel);
    return socket;
  }

  constructor(type = SOCKET) {
    super();
    this.#isServer = type === SERVER;
  }

  override get resourceName(): string {
    return this.#isServer ? 'TCPServerWrap' : 'TCPSocketWrap';
  }

  /** Without a port, as net.connect calls it for a `localAddress`, the kernel chooses one. */
  bind(address: string, port = 0, flags = 0): number {
    if (!isIPv4(address)) return errno('EINVAL');
    return this.#bindTo(address, port, flags);
  }

  bind6(address: string, port = 0, flags = 0): number {
    if (isIPv4(address)) return errno('EINVAL');
    return this.#bindTo(address, port, flags);
  }

  /** The kernel is asked when it listens, as libuv tells then of a port that is taken; but not of one that nobody may have. */
  #bindTo(address: string, port: number, flags: number): number {
    if (port > 0 && port < FIRST_UNPRIVILEGED && this.#isServer) return errno('EACCES');
    this.#local = { address, port };
    this.#flags = flags;
    return 0;
  }

  /** Sent before it listens, as `cluster` does with SCHED_NONE, it needs its port now. */
  override handOver(): SentHandle | number {
    if (this.closed) return errno('EBADF');
    if (this.#connecting) return errno('ENOTCONN');
    const held = this.channelHeld;
    if (held) {
      const addresses = this.#local && this.#remote && { local: this.#local, remote: this.#remote };
      return { kind: 'stream', channel: held.id, end: held.bytes.end, addresses };
    }
    if (this.#listener === null && this.#local) {
      const id = ++listenerCount;
      try {
        this.#local.port = call('bind', id, this.#local.address, this.#local.port, this.#flags);
      } catch (error) {
        const status = errnoOf(error);
        // As on Linux the other side gets a socket without an address, and sees by that what is wrong.
        return status === errno('EADDRINUSE') ? { kind: 'blank' } : status;
      }
      this.#listener = id;
      listeners.set(id, this);
    }
    return this.#listener === null ? { kind: 'blank' } : { kind: 'listener', listener: this.#listener };
  }

  listen(): number {
    this.#local ??= { address: '::', port: 0 };
    const id = this.#listener ?? ++listenerCount;
    try {
      this.#local.port = call('listen', id, this.#local.address, this.#local.port, this.#flags);
    } catch (error) {
      return errnoOf(error);
    }
    this.#listener = id;
    this.#listening = true;
    listeners.set(id, this);
    this.updateLiveness();
    return 0;
  }

  connect(request: TCPConnectWrap, address: string, port: number): number {
    const { ours, theirs } = makeChannel(SOCKET_CAPACITY);
    const number = ++requestCount;
    request.begin();
    this.#connecting = true;
    this.updateLiveness();
    connecting.set(number, (answer) => {
      request.end();
      this.#connecting = false;
      if (this.closed) ours.close(true);
      else if (answer.error === null) {
        this.#local = { address: answer.addresses.local, port: answer.localPort };
        this.#remote = { address: answer.addresses.remote, port };
        this.attach(ours);
      } else ours.close(false);
      this.updateLiveness();
      const status = this.closed ? errno('ECANCELED') : answer.error === null ? 0 : errno(answer.error);
      if (request.oncomplete) enter(request.oncomplete, request, status, this, request, true, true);
    });
    notify(
      {
        type: 'connect',
        request: number,
        address,
        port,
        from: this.#local,
        channel: theirs.id,
        memory: theirs.memory,
        doorbell: theirs.port,
      },
      [theirs.port],
    );
    return 0;
  }

  connect6(request: TCPConnectWrap, address: string, port: number): number {
    return this.connect(request, address, port);
  }

  /** A connection that somebody made to this listener. */
  accept(message: Extract<KernelMessage, { type: 'accept' }>): void {
    if (message.acknowledge) notify({ type: 'accepted', channel: message.channel.id });
    exchangeContext(undefined); // The connection is nobody's consequence.
    const client = new TCP();
    client.#local = { address: message.addresses.local, port: this.#local?.port ?? 0 };
    client.#remote = { address: message.addresses.remote, port: message.remotePort };
    client.attach(new Channel(message.channel));
    enter(this.onconnection, this, 0, client);
  }

  getsockname(out: Record<string, unknown>): number {
    return describe(this.#local, out, 'EBADF');
  }

  getpeername(out: Record<string, unknown>): number {
    return describe(this.#remote, out, 'ENOTCONN');
  }

  // The loopback has no Nagle delay, no dead peers and no queue of half-open connections.
  setNoDelay(): number {
    return 0;
  }
  setKeepAlive(): number {
    return 0;
  }
  setSimultaneousAccepts(): number {
    return 0;
  }

  open(): number {
    return errno('EINVAL');
  }

  reset(callback?: () => void): number {
    this.closeWithReset(callback);
    return 0;
  }

  protected override get isSocket(): boolean {
    return true;
  }

  protected override isActive(): boolean {
    return this.#listening || this.#connecting || super.isActive();
  }

  protected override onClose(): void {
    if (this.#listener !== null) {
      listeners.delete(this.#listener);
      call('unlisten', this.#listener);
      this.#listener = null;
      this.#listening = false;
    }
    super.onClose();
  }
}

function describe(address: Address | null, out: Record<string, unknown>, missing: string): number {
  if (!address) return errno(missing);
  out['address'] = address.address;
  out['family'] = familyOf(address.address);
  out['port'] = address.port;
  return 0;
}

/** The kernel brought a connection, or said how a request for one went. */
export function onNetworkMessage(message: Extract<KernelMessage, { type: 'accept' | 'connected' }>): void {
  if (message.type === 'connected') {
    const settle = connecting.get(message.request);
    connecting.delete(message.request);
    settle?.(message);
    return;
  }
  const listener = listeners.get(message.listener);
  if (listener) listener.accept(message);
  else {
    // It closed while the connection was on its way: another process may have the listener too, or it breaks.
    message.channel.port?.close();
    notify({ type: 'refused', channel: message.channel.id });
  }
}

export function createTcpWrapBinding(): Binding {
  return { TCP, TCPConnectWrap };
}
