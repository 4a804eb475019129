import { SystemFailure } from './errors.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import { channelMaker } from './protocol.ts';
import type { ProcessNotice } from './protocol.ts';

/** Brings a process that wants a connection together with whoever listens; from then on they talk directly. */
export function connect(kernel: Kernel, process: Process, notice: Extract<ProcessNotice, { type: 'connect' }>): void {
  const { request, address, port, from, channel, memory, doorbell } = notice;
  try {
    if (channelMaker(channel) !== process.number) throw new SystemFailure('EINVAL');
    const { accepts, network } = kernel;
    const { socket, clientPort, server, client } = network.route(address, port, from);
    const arrival = { channel, socket, remotePort: clientPort, addresses: server };
    const listener = network.next(socket);
    kernel.channels.register(channel, memory, 'socket', [process, listener?.owner ?? accepts]);
    if (listener) {
      const grant = { id: channel, memory, end: 1, port: doorbell, shared: false } as const;
      accepts.give(arrival, listener, grant, socket.listeners.length > 1);
    } else {
      doorbell.close(); // Whoever accepts it will be rung through the kernel at first.
      accepts.keep(arrival);
    }
    process.send({ type: 'connected', request, error: null, localPort: clientPort, addresses: client });
  } catch (error) {
    if (!(error instanceof SystemFailure)) throw error;
    process.send({ type: 'connected', request, error: error.code });
  }
}
