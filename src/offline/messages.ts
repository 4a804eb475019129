import type { Status } from './keeper.ts';
import type { Part } from './site-files.ts';

/** What a page asks of the service worker. Each question comes with a port for its answer. */
export type Question =
  /** What is kept now? */
  | { ask: 'status' }
  /** Keep all that is read. The answer comes when it is kept. */
  | { ask: 'keep-reading' }
  /** Forget a part. */
  | { ask: 'forget'; part: Part }
  /** The reader wants the version that waits: take over. */
  | { ask: 'take-over' };

export type Answer = { status: Status } | { problem: string };

/**
 * Asks a service worker.
 * @throws Error with the worker's words when it cannot do what it was asked
 */
export function ask(worker: ServiceWorker, question: Question): Promise<Status> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<Answer>) => {
      port1.close();
      if ('status' in data) resolve(data.status);
      else reject(new Error(data.problem));
    };
    worker.postMessage(question, [port2]);
  });
}
