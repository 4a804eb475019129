/** A process's worker: brings up Node's library, then waits for the kernel to make it a process. */

import type { KernelMessage, ProcessMessage } from '../kernel/protocol.ts';
import { onDiskChange } from '../bindings/fs_watch.ts';
import { onChildExit } from '../bindings/process_wrap.ts';
import { onSignal } from '../bindings/signal_wrap.ts';
import { onNetworkMessage } from '../bindings/tcp_wrap.ts';
import { bootstrap } from './bootstrap.ts';
import { endsOf } from './channels.ts';
import { host } from './host.ts';
import { start } from './start.ts';

// The first message brings the line to the kernel.
const line = new Promise<MessagePort>((resolve) => {
  host.addEventListener('message', (event) => {
    const [port] = (event as MessageEvent).ports;
    if (port) resolve(port);
  });
});

bootstrap();

void line.then((port) => {
  port.onmessage = (event: MessageEvent<KernelMessage>) => receive(event.data, port);
  port.postMessage({ type: 'ready' } satisfies ProcessMessage);
});

function receive(message: KernelMessage, port: MessagePort): void {
  switch (message.type) {
    case 'start':
      return start(message, port);
    case 'signal':
      return onSignal(message.signal);
    case 'change':
      return onDiskChange(message.watcher, message.kind, message.name);
    case 'child-exit':
      return onChildExit(message.pid, message.code, message.signal);
    case 'accept':
    case 'connected':
      return onNetworkMessage(message);
    case 'doorbell':
      return endsOf(message.channel).forEach((end) => end.wake());
    case 'channel-shared':
      return endsOf(message.channel).forEach((end) => end.share());
  }
}
