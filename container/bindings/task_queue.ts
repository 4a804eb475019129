/** `internalBinding('task_queue')`: ticks, microtasks and rejected promises. */

import { contextOfRejection, exchangeContext } from '../process/async-context.ts';
import { host } from '../process/host.ts';
import { configureLoop, enter, reportError, tickInfo } from '../process/loop.ts';
import { library, nodeData } from '../process/library.ts';
import { clearAsyncIdStack } from './async_wrap.ts';
import { type Binding, standIn } from './shape.ts';

type RejectCallback = (type: number, promise: Promise<unknown>, reason: unknown) => void;

export function createTaskQueueBinding(): Binding {
  const binding = standIn('task_queue', nodeData.shapes['task_queue']);
  const events = binding['promiseRejectEvents'] as Record<string, number>;
  const WITHOUT_HANDLER = events['kPromiseRejectWithNoHandler'] as number;
  const HANDLER_ADDED = events['kPromiseHandlerAddedAfterReject'] as number;
  let onReject: RejectCallback = () => {};

  host.addEventListener('unhandledrejection', (event) => {
    const { promise, reason } = event as PromiseRejectionEvent;
    event.preventDefault();
    const context = contextOfRejection(promise);
    enter(() => {
      exchangeContext(context); // `enter` takes it back.
      onReject(WITHOUT_HANDLER, promise, reason);
    }, undefined);
  });
  host.addEventListener('rejectionhandled', (event) => {
    enter(() => onReject(HANDLER_ADDED, (event as PromiseRejectionEvent).promise, undefined), undefined);
  });

  return Object.assign(binding, {
    tickInfo,
    enqueueMicrotask(callback: () => void) {
      host.queueMicrotask(() => {
        try {
          callback();
        } catch (error) {
          enter(() => reportError(error), undefined);
        }
      });
    },
    setTickCallback(runTicks: () => void) {
      // Called on the process, as Node does: stack traces name it.
      configureLoop({ runTicks: () => Reflect.apply(runTicks, library.process, []), clearAsyncIds: clearAsyncIdStack });
    },
    runMicrotasks() {}, // The browser runs them when this macrotask ends; see process/loop.ts.
    setPromiseRejectCallback(callback: RejectCallback) {
      onReject = callback;
    },
  });
}
