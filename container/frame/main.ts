/**
 * The isolated document: an opaque origin without network or storage. It makes the workers and passes on the page's
 * port to the kernel; everything it needs comes by message from its parent.
 */

import type { FrameBoot, FrameMessage, FrameQuestion, FrameToKernel, KernelToFrame } from './protocol.ts';
import { ProcessWorkers, WorkerMaker } from './workers.ts';
import type { WorkerKind } from './workers.ts';

// An opaque origin cannot know its parent's: what is sent here is no secret.
const tellPage = (message: FrameMessage): void => parent.postMessage(message, '*');

// Only in an opaque origin: whoever embeds this document without the sandbox, another site even, could otherwise have
// code of theirs run with this site's storage.
if (self.origin === 'null') {
  addEventListener('message', ({ source, data, ports }: MessageEvent<FrameBoot | FrameQuestion>) => {
    const [page] = ports;
    if (source !== parent) return;
    if (data?.type === 'boot' && page) startKernel(data, page, 'blob');
    if (data?.type === 'alive?') tellPage({ type: 'frame-alive' });
  });
  tellPage({ type: 'frame-ready', isolated: crossOriginIsolated });
} else {
  tellPage({ type: 'frame-failed', message: 'the frame was embedded without its sandbox attribute and runs nothing' });
}

/** Starts the kernel's worker; when it does not come alive, tries the other kind of worker once. */
function startKernel(boot: FrameBoot, page: MessagePort, kind: WorkerKind): void {
  const maker = new WorkerMaker(boot.kernel, kind);
  const failed = (reason: string): void => {
    maker.close();
    if (kind === 'blob') startKernel(boot, page, 'data');
    else tellPage({ type: 'frame-failed', message: reason });
  };
  let kernel: Worker;
  try {
    kernel = maker.make('kernel');
  } catch (error) {
    return failed(String(error));
  }
  const processes = new ProcessWorkers(boot.process, kind, (message) => kernel.postMessage(message));
  let alive = false;
  kernel.onerror = (event) => {
    if (alive) return; // the kernel itself tells the page
    kernel.terminate();
    failed(event.message || 'the browser refused to start a worker');
  };
  kernel.onmessage = (event: MessageEvent<KernelToFrame>) => {
    const message = event.data;
    switch (message.type) {
      case 'alive':
        alive = true;
        maker.close();
        return kernel.postMessage({ type: 'boot', often: boot.often, options: boot.options } satisfies FrameToKernel, [
          page,
        ]);
      case 'make-worker':
        return processes.make(message.worker, [...event.ports]);
      case 'end-worker':
        return processes.end(message.worker);
    }
  };
}
