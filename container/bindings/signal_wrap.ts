/** `internalBinding('signal_wrap')`: handlers for signals. The kernel reads in shared memory which signals have one. */

import { SIGNALS_HANDLED } from '../kernel/protocol.ts';
import { controlWords } from '../process/calls.ts';
import { enter } from '../process/loop.ts';
import { Handle } from './handle.ts';
import { errno } from './errno.ts';
import type { Binding } from './shape.ts';

const SIGKILL = 9;
const SIGSTOP = 19;

const handlers = new Map<number, Set<Signal>>();

class Signal extends Handle {
  /** The library sets this. */
  declare onsignal: (this: Signal, signal: number) => void;
  #signal = 0;

  override get resourceName(): string {
    return 'SignalWrap';
  }

  start(signal: number): number {
    if (signal === SIGKILL || signal === SIGSTOP) return errno('EINVAL');
    this.#signal = signal;
    const all = handlers.get(signal) ?? new Set();
    handlers.set(signal, all.add(this));
    Atomics.or(controlWords(), SIGNALS_HANDLED, 1 << (signal - 1));
    this.updateLiveness();
    return 0;
  }

  stop(): number {
    const all = handlers.get(this.#signal);
    if (all?.delete(this) && all.size === 0) {
      Atomics.and(controlWords(), SIGNALS_HANDLED, ~(1 << (this.#signal - 1)));
    }
    this.#signal = 0;
    this.updateLiveness();
    return 0;
  }

  protected override isActive(): boolean {
    return this.#signal !== 0;
  }

  protected override onClose(): void {
    this.stop();
  }
}

/** The kernel delivers a signal that this process handles. */
export function onSignal(signal: number): void {
  for (const handle of handlers.get(signal) ?? []) enter(handle.onsignal, handle, signal);
}

export function createSignalWrapBinding(): Binding {
  return { Signal };
}
