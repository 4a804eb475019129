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
    if (data?.type === 'boot' && page) start(data, page, 'blob');
    if (data?.type === 'alive?') tellPage({ type: 'frame-alive' });
  });
  tellPage({ type: 'frame-ready', isolated: crossOriginIsolated });
} else {
  tellPage({ type: 'frame-failed', message: 'the frame was embedded without its sandbox attribute and runs nothing' });
}

/** Starts the kernel; when it does not come alive, tries the other kind of worker once. */
function start(boot: FrameBoot, page: MessagePort, kind: WorkerKind): void {
  startKernel(boot, page, kind).catch((error: unknown) => {
    if (kind === 'blob') start(boot, page, 'data');
    else tellPage({ type: 'frame-failed', message: error instanceof Error ? error.message : String(error) });
  });
}

/** Settles when the kernel is alive; rejects with what kept it from that. */
async function startKernel(boot: FrameBoot, page: MessagePort, kind: WorkerKind): Promise<void> {
  const [maker, processMaker] = await Promise.all([
    WorkerMaker.of(boot.kernel, kind),
    WorkerMaker.of(boot.process, kind),
  ]);
  const kernel = maker.make('kernel');
  const processes = new ProcessWorkers(processMaker, (message) => kernel.postMessage(message));
  try {
    await new Promise<void>((alive, failed) => {
      // Later on the kernel itself tells the page what went wrong.
      kernel.onerror = ({ message }) => failed(new Error(message || 'the browser refused to start a worker'));
      kernel.onmessage = (event: MessageEvent<KernelToFrame>) => {
        const message = event.data;
        switch (message.type) {
          case 'alive': {
            alive();
            const order: FrameToKernel = { type: 'boot', often: boot.often, options: boot.options };
            return kernel.postMessage(order, [page]);
          }
          case 'make-worker':
            return processes.make(message.worker, [...event.ports]);
          case 'end-worker':
            return processes.end(message.worker);
        }
      };
    });
  } catch (error) {
    kernel.terminate();
    processMaker.close();
    throw error;
  } finally {
    maker.close();
  }
}
