/** `internalBinding('pipe_wrap')`: pipes to children and the standard streams. */

import { ChannelEnd, PIPE_CAPACITY } from '../kernel/channel.ts';
import { call, notify } from '../process/calls.ts';
import { type Channel, makeChannel, type OtherEnd } from '../process/channels.ts';
import { channelOf } from '../process/descriptors.ts';
import { library } from '../process/library.ts';
import { enter, later } from '../process/loop.ts';
import { errno, errnoOf } from './errno.ts';
import { Request, type Sendable } from './handle.ts';
import type { Binding } from './shape.ts';
import { StreamHandle, type WriteWrap } from './stream_wrap.ts';

/** How far a position lies behind another one, both of them modulo 2^32. */
const distance = (from: number, to: number): number => (to - from) | 0;

export class PipeConnectWrap extends Request {}

export class Pipe extends StreamHandle {
  /** SOCKET, SERVER or IPC: the library's own bookkeeping, all streams are the same here. */
  readonly type: number;
  /** A handle that came with the bytes that are read; the library takes it. */
  pendingHandle: unknown = undefined;
  #theirs: OtherEnd | null = null;

  override get resourceName(): string {
    return 'PipeWrap';
  }

  constructor(type: number) {
    super();
    this.type = type;
  }

  /** Takes over a descriptor that this process was started with. */
  open(fd: number): number {
    const channel = channelOf(fd);
    if (!channel) return errno('EBADF');
    this.attach(channel);
    return 0;
  }

  /** Makes a new channel and keeps one end; the other goes to a child. */
  openForChild(): OtherEnd {
    const { ours, theirs } = makeChannel(PIPE_CAPACITY);
    this.attach(ours);
    this.#theirs = theirs;
    return theirs;
  }

  /** No child came to hold the other end: it is closed on its behalf. */
  abandonChild(): void {
    const ours = this.channelHeld;
    if (!this.#theirs || !ours) return;
    const theirs = new ChannelEnd(this.#theirs.memory, 1, () => ours.wake());
    theirs.finish();
    theirs.stopReading();
  }

  override writeUtf8String(request: WriteWrap, text: string, handle?: Sendable): number {
    const status = handle ? this.#send(handle) : 0;
    return status === 0 ? super.writeUtf8String(request, text) : status;
  }

  override writeBuffer(request: WriteWrap, buffer: Uint8Array, handle?: Sendable): number {
    const status = handle ? this.#send(handle) : 0;
    return status === 0 ? super.writeBuffer(request, buffer) : status;
  }

  /** Sends a handle ahead of the bytes that are to be written next. Answers an error's number, or 0. */
  #send(handle: Sendable): number {
    const { channel } = this;
    if (!channel) return errno('EBADF');
    if (channel.bytes.readerGone) return errno('EPIPE');
    try {
      const sent = handle.handOver();
      if (typeof sent === 'number') return sent;
      const position = (channel.bytes.written + this.writeQueueSize) >>> 0;
      call('sendHandle', channel.id, channel.bytes.end, position, sent);
    } catch (error) {
      return errnoOf(error);
    }
    // The kernel's word of it comes later, and the program may close the handle before.
    handle.channelHeld?.share();
    return 0;
  }

  /** The bytes that a handle belongs to are read together with it, and apart from those before and after them. */
  protected override readable(channel: Channel, size: number): number | null {
    // Asked first: whoever writes bytes with a handle has announced it before, so these have none that is unknown here.
    const most = Math.min(size, channel.bytes.available);
    if (channel.bytes.expectedHandles > 0) return null;
    const [first] = channel.handles;
    if (!first || most === 0) return most;
    const until = distance(channel.bytes.consumed, first.position);
    if (until > 0) return Math.min(most, until);
    channel.handles.shift();
    this.pendingHandle = first.handle;
    notify({ type: 'handle-taken', channel: channel.id, end: channel.bytes.end });
    const [next] = channel.handles;
    return next ? Math.min(most, Math.max(1, distance(channel.bytes.consumed, next.position))) : most;
  }

  fchmod(): number {
    return 0;
  }

  // Unix sockets have no place on this container's network: nobody can listen on one, so nobody answers either.
  bind(): number {
    return errno('ENOTSUP');
  }

  listen(): number {
    return errno(this.channelHeld ? 'EINVAL' : 'ENOTSUP');
  }

  connect(request: PipeConnectWrap, path: string): number {
    const { existsSync } = library.require('fs') as { existsSync(path: string): boolean };
    const status = errno(existsSync(path) ? 'ECONNREFUSED' : 'ENOENT');
    request.begin();
    later(() => {
      request.end();
      if (request.oncomplete) enter(request.oncomplete, request, status, this, request, true, true);
    });
    return 0;
  }
}

export function createPipeWrapBinding(): Binding {
  return { Pipe, PipeConnectWrap };
}
