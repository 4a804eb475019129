/** Handles that come over an IPC pipe, along with a message: what `recvmsg` does with SCM_RIGHTS on a machine. */

import type { KernelMessage } from '../kernel/protocol.ts';
import { notify } from '../process/calls.ts';
import { Channel, endsOf } from '../process/channels.ts';
import { Pipe } from './pipe_wrap.ts';
import { TCP } from './tcp_wrap.ts';
import { receivedSocket } from './udp_wrap.ts';

type HandleMessage = Extract<KernelMessage, { type: 'handle' }>;

/** Keeps a handle with the pipe that it came over, until the bytes that it belongs to are read. */
export function onHandle({ channel, end, position, handle: grant }: HandleMessage): void {
  const handle = handleOf(grant);
  const pipe = endsOf(channel).find((each) => each.bytes.end === end);
  if (pipe) pipe.receiveHandle(position, handle);
  else {
    // The pipe was closed while the handle was on its way.
    handle.close();
    notify({ type: 'handle-taken', channel, end });
  }
}

function handleOf(grant: HandleMessage['handle']): { close(): void } {
  if (grant.kind === 'blank') {
    const unbound = new TCP();
    unbound.bind('0.0.0.0');
    return unbound;
  }
  if (grant.kind === 'listener') return TCP.ofListener(grant.listener, grant.address, grant.port);
  if (grant.kind === 'datagrams') return receivedSocket(grant.socket);
  const channel = new Channel(grant.channel);
  if (grant.stream === 'socket') return TCP.ofConnection(channel, grant.addresses);
  const pipe = new Pipe(0);
  pipe.attach(channel);
  return pipe;
}
