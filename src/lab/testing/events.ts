import type { PlatformEvent, ProcessState, RouterRecord, ServiceState } from '../../../platform/protocol.ts';

/** A process of the formation that is up, with what a test changes of it. */
export function processState(name: string, changes: Partial<ProcessState> = {}): ProcessState {
  return {
    name,
    type: name.split('.')[0]!,
    machine: 'm-1',
    address: '127.1.2.3',
    pid: 41,
    port: 5001,
    phase: 'up',
    since: 0,
    restarts: 0,
    exit: null,
    command: 'node web.js',
    ...changes,
  };
}

/** An attached key-value store that is up, with what a test changes of it. */
export function serviceState(changes: Partial<ServiceState> = {}): ServiceState {
  return {
    name: 'kv.1',
    kind: 'key-value',
    pid: 12,
    port: 6379,
    phase: 'up',
    since: 0,
    attachedAs: 'STORE_URL',
    entries: 0,
    ...changes,
  };
}

/** A request that a process answered. */
export function routerRecord(number: number, process: string | null, status: number): RouterRecord {
  return { deploy: 'production', number, method: 'GET', path: '/cart', status, process, milliseconds: 2, reason: null };
}

type WithoutTime<T> = T extends PlatformEvent ? Omit<T, 'at'> : never;

/** An event with a time. */
export function event(told: WithoutTime<PlatformEvent>): PlatformEvent {
  return { at: 0, ...told } as PlatformEvent;
}
