/** A process's worker: brings up Node's library, warms up, and waits for the kernel to make it a process. */

import type { KernelMessage, ProcessMessage } from '../kernel/protocol.ts';
import { onDiskChange } from '../bindings/fs_watch.ts';
import { onHandle } from '../bindings/handles.ts';
import { onChildExit } from '../bindings/process_wrap.ts';
import { onSignal } from '../bindings/signal_wrap.ts';
import { onNetworkMessage } from '../bindings/tcp_wrap.ts';
import { onThreadMessage } from '../bindings/threads.ts';
import { onDatagrams } from '../bindings/udp_wrap.ts';
import { bootstrap } from './bootstrap.ts';
import { endsOf } from './channels.ts';
import { host } from './host.ts';
import { later } from './loop.ts';
import { start } from './start.ts';
import { warmUp } from './warm-up.ts';

/** A worker that is not wanted within this time warms up, in milliseconds. */
const UNWANTED = 50;

// The first message brings the line to the kernel.
const line = new Promise<MessagePort>((resolve) => {
  host.addEventListener('message', (event) => {
    const [port] = (event as MessageEvent).ports;
    if (port) resolve(port);
  });
});

// Not while the script itself runs: to tell a place in it, V8 would parse all of it again.
host.queueMicrotask(bootstrap);

void line.then((port) => {
  /** What came during the warm-up; null when there is none. */
  let kept: KernelMessage[] | null = null;
  const hearKept = (): void => {
    const message = kept?.shift();
    if (message === undefined) kept = null;
    else {
      later(hearKept);
      receive(message, port);
    }
  };
  const unwanted = host.setTimeout(() => {
    kept = [];
    warmUp().then(hearKept, tellKernel);
  }, UNWANTED);
  port.onmessage = ({ data }: MessageEvent<KernelMessage>) => {
    host.clearTimeout(unwanted);
    if (kept === null) receive(data, port);
    else kept.push(data);
  };
  port.postMessage({ type: 'ready' } satisfies ProcessMessage);
});

/** An error that nobody catches reaches the kernel, which gives this worker up. */
function tellKernel(error: unknown): void {
  host.setTimeout(() => {
    throw error;
  }, 0);
}

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
    case 'datagrams':
      return onDatagrams(message.socket);
    case 'doorbell':
      return endsOf(message.channel).forEach((end) => end.wake());
    case 'channel-shared':
      return endsOf(message.channel).forEach((end) => end.share());
    case 'channel-direct': {
      const held = endsOf(message.channel).find((each) => each.bytes.end === message.end);
      if (held) return held.direct(message.port);
      return message.port.close(); // It was closed in the meantime.
    }
    case 'handle':
      return onHandle(message);
    case 'message':
    case 'shared':
    case 'port-closed':
    case 'thread-exit':
      return onThreadMessage(message);
  }
}
