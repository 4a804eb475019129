/** What makes a worker a thread of a process, beside what Node's library does (`worker_threads`). */

import type { ThreadStart } from '../kernel/protocol.ts';
import { threads } from '../bindings/threads.ts';
import { call } from './calls.ts';
import { library } from './library.ts';

/** Tells the library so. The directory is the process's: only its main thread can change it. */
export function becomeThread({ thread, name, port, sharedEnv, resourceLimits }: ThreadStart): void {
  const { ports, shareEnvironment } = threads();
  if (sharedEnv) shareEnvironment(sharedEnv);
  Object.assign(library.internalBinding('process_methods') as object, { cwd: () => call('cwd') });
  let envPort: object | undefined;
  Object.assign(library.internalBinding('worker') as object, {
    isMainThread: false,
    ownsProcessState: false,
    threadId: thread,
    threadName: name,
    resourceLimits: Float64Array.from(resourceLimits),
    getEnvMessagePort: () => (envPort ??= ports.makePort(port)),
  });
}
