/** `internalBinding('tcp_wrap')`: TCP on the container's loopback network. */

import { SOCKET_CAPACITY } from '../kernel/channel.ts';
import type { KernelMessage } from '../kernel/protocol.ts';
import { exchangeContext } from '../process/async-context.ts';
import { call, notify } from '../process/calls.ts';
import { Channel, makeChannel } from '../process/channels.ts';
import { enter, later } from '../process/loop.ts';
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
  #listener: number | null = null;
  #local: Address | null = null;
  #remote: Address | null = null;
  #connecting = false;
  readonly #isServer: boolean;

  constructor(type = SOCKET) {
    super();
    this.#isServer = type === SERVER;
  }

  override get resourceName(): string {
    return this.#isServer ? 'TCPServerWrap' : 'TCPSocketWrap';
  }

  /** Without a port, as net.connect calls it for a `localAddress`, the kernel chooses one. */
  bind(address: string, port = 0): number {
    if (!isIPv4(address)) return errno('EINVAL');
    this.#local = { address, port };
    return 0;
  }

  bind6(address: string, port = 0): number {
    if (isIPv4(address)) return errno('EINVAL');
    this.#local = { address, port };
    return 0;
  }

  listen(): number {
    this.#local ??= { address: '::', port: 0 };
    const id = ++listenerCount;
    try {
      this.#local.port = call('listen', id, this.#local.address, this.#local.port);
    } catch (error) {
      return errnoOf(error);
    }
    this.#listener = id;
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
    return this.#listener !== null || this.#connecting || super.isActive();
  }

  protected override onClose(): void {
    if (this.#listener !== null) {
      listeners.delete(this.#listener);
      notify({ type: 'unlisten', listener: this.#listener });
      this.#listener = null;
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
    // It closed while the connection was on its way.
    const channel = new Channel(message.channel);
    later(() => channel.close(true));
  }
}

export function createTcpWrapBinding(): Binding {
  return { TCP, TCPConnectWrap };
}
