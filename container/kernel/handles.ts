import type { End } from './channel.ts';
import { SystemFailure } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { Process } from './process.ts';
import type { HandleGrant, SentHandle } from './protocol.ts';

/**
 * Hands what one process holds to the process at the other end of a pipe. From now on both hold it, and what the second
 * one never takes goes when it closes its pipe or ends.
 */
export function sendHandle(
  kernel: Kernel,
  process: Process,
  pipe: number,
  end: End,
  position: number,
  sent: SentHandle,
): void {
  const { channels } = kernel;
  if (!channels.holds(pipe, end, process)) throw new SystemFailure('EBADF');
  const far: End = end === 0 ? 1 : 0;
  const [receiver, ...others] = channels.holdersOf(pipe, far);
  if (!receiver) throw new SystemFailure('EPIPE');
  // Of several that could read the message nobody knows who will.
  if (!(receiver instanceof Process) || others.length > 0) throw new SystemFailure('ENOTSUP');
  if (!channels.hasRoomForHandle) throw new SystemFailure('EMFILE');
  const handle = grant(kernel, process, receiver, sent);
  channels.handleSent(pipe, far);
  receiver.send({ type: 'handle', channel: pipe, end: far, position, handle });
}

function grant(kernel: Kernel, process: Process, receiver: Process, sent: SentHandle): HandleGrant {
  const { channels, network, datagrams } = kernel;
  switch (sent.kind) {
    case 'stream': {
      const { channel, end, addresses } = sent;
      if (!channels.holds(channel, end, process)) throw new SystemFailure('EBADF');
      const stream = channels.kindOf(channel);
      return { kind: 'stream', stream, channel: channels.share(channel, end, receiver), addresses };
    }
    case 'listener': {
      const { key, socket } = network.share(process, sent.listener, receiver);
      return { kind: 'listener', listener: key, address: socket.address, port: socket.port };
    }
    case 'datagrams':
      return { kind: 'datagrams', socket: datagrams.share(process, sent.socket, receiver) };
    case 'blank':
      return { kind: 'blank' };
  }
}
