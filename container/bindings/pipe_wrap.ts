/** `internalBinding('pipe_wrap')`: pipes to children and the standard streams. */

import { ChannelEnd, PIPE_CAPACITY } from '../kernel/channel.ts';
import { makeChannel, type OtherEnd } from '../process/channels.ts';
import { channelOf } from '../process/descriptors.ts';
import { library } from '../process/library.ts';
import { enter, later } from '../process/loop.ts';
import { errno } from './errno.ts';
import { Request } from './handle.ts';
import type { Binding } from './shape.ts';
import { StreamHandle } from './stream_wrap.ts';

export class PipeConnectWrap extends Request {}

export class Pipe extends StreamHandle {
  /** SOCKET, SERVER or IPC: the library's own bookkeeping, all streams are the same here. */
  readonly type: number;
  /** A handle that came with a message over IPC; sockets do not travel between processes here. */
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
