import { SystemFailure } from './errors.ts';
import type { Kernel } from './kernel.ts';
import type { Process } from './process.ts';
import { channelMaker } from './protocol.ts';
import type { ProcessNotice } from './protocol.ts';

/** Brings a process that wants a connection together with whoever listens; from then on they talk directly. */
export function connect(kernel: Kernel, process: Process, notice: Extract<ProcessNotice, { type: 'connect' }>): void {
  const { request, address, port, from, channel, memory, doorbell } = notice;
  try {
    if (channelMaker(channel) !== process.pid) throw new SystemFailure('EINVAL');
    const route = kernel.network.route(address, port, from);
    const { owner, key } = route.listener;
    kernel.channels.register(channel, memory, 'socket', [process, owner]);
    owner.send(
      {
        type: 'accept',
        listener: key,
        channel: { id: channel, memory, end: 1, port: doorbell, shared: false },
        remotePort: route.clientPort,
        addresses: route.server,
      },
      [doorbell],
    );
    process.send({
      type: 'connected',
      request,
      error: null,
      localPort: route.clientPort,
      addresses: route.client,
    });
  } catch (error) {
    if (!(error instanceof SystemFailure)) throw error;
    process.send({ type: 'connected', request, error: error.code });
  }
}
