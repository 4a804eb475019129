/** The kernel worker: waits for the frame's greeting, then runs the operating system. */

import type { FrameToKernel, KernelToFrame } from '../frame/protocol.ts';
import { Kernel } from './kernel.ts';
import { Pace } from './pace.ts';
import type { PageMessage, PageNotice } from './page-protocol.ts';
import { PageLink } from './page.ts';
import type { ProcessWorker } from './process.ts';

/** What is used here of a worker's global scope; the DOM's types, which the page needs, do not go with the worker's. */
interface WorkerScope {
  onmessage: (event: MessageEvent<FrameToKernel>) => void;
  postMessage(message: KernelToFrame, transfer: Transferable[]): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const tellFrame = (message: KernelToFrame, transfer: Transferable[] = []): void => scope.postMessage(message, transfer);

/** Workers are made by the frame: made from here, they hung Firefox now and then. */
const workers = new Map<number, ProcessWorker>();
let lastWorker = 0;

function makeWorker(): ProcessWorker {
  const id = ++lastWorker;
  const { port1, port2 } = new MessageChannel();
  const worker: ProcessWorker = {
    port: port1,
    terminate() {
      workers.delete(id);
      tellFrame({ type: 'end-worker', worker: id });
    },
  };
  workers.set(id, worker);
  tellFrame({ type: 'make-worker', worker: id }, [port2]);
  return worker;
}

function boot({ options, often }: Extract<FrameToKernel, { type: 'boot' }>, page: MessagePort): Kernel {
  const tellPage = (notice: PageNotice): void => page.postMessage(notice);
  const report = (message: string): void => tellPage({ type: 'error', message });
  scope.addEventListener('error', (event) => report(`The kernel failed: ${event.message}`));
  scope.addEventListener('unhandledrejection', (event) => report(`The kernel failed: ${String(event.reason)}`));
  const ports = new Pace(tellPage);
  const kernel = new Kernel(options, {
    makeWorker,
    onPort: (port, state) => ports.tell(`${port} ${state}`, { type: 'port', port, state }),
    library: JSON.parse(often) as Record<string, string>,
    requestLibrary: (part) => tellPage({ type: 'library-wanted', part }),
    onError: report,
  });
  const link = new PageLink(kernel, tellPage);
  page.onmessage = (event: MessageEvent<PageMessage>) => link.receive(event.data);
  tellPage({ type: 'ready' });
  return kernel;
}

let kernel: Kernel | null = null;

scope.onmessage = (event) => {
  const message = event.data;
  const [page] = event.ports;
  if (message.type === 'boot' && page) {
    kernel = boot(message, page);
  } else if (message.type === 'worker-failed') {
    const worker = workers.get(message.worker);
    if (worker) kernel?.workerFailed(worker, message.message);
  }
};
tellFrame({ type: 'alive' });
