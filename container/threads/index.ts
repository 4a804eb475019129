/** Threads and message ports: what `worker_threads`, `MessageChannel` and `structuredClone` rest on. */

import type { KernelMessage } from '../kernel/protocol.ts';
import { createPorts, type PortsBinding } from './ports.ts';
import type { Services } from './services.ts';
import { shareEnvironment } from './shared-environment.ts';
import { createWorkers, type WorkersBinding } from './worker.ts';

/** What the kernel says of them. */
export type ThreadMessage = Extract<KernelMessage, { type: 'message' | 'shared' | 'port-closed' | 'thread-exit' }>;

export interface Threads {
  readonly ports: PortsBinding;
  readonly workers: WorkersBinding;
  /** Makes this thread's `process.env` what is in the memory. */
  shareEnvironment(memory: SharedArrayBuffer): void;
  receive(message: ThreadMessage): void;
}

export function createThreads(services: Services): Threads {
  const ports = createPorts(services);
  const workers = createWorkers(services, ports);
  return {
    ports,
    workers,
    shareEnvironment: (memory) => void shareEnvironment(services, memory),
    receive(message) {
      switch (message.type) {
        case 'message':
          return ports.onMessage(message.port);
        case 'shared':
          return ports.onShared(message.values);
        case 'port-closed':
          return ports.onClosed(message.port);
        case 'thread-exit':
          return workers.onExit(message.thread, message.code);
      }
    },
  };
}
