/** What every libuv handle has: an async id, and a say in whether the process stays alive. */

import type { SentHandle } from '../kernel/protocol.ts';
import { ContextHolder } from '../process/async-context.ts';
import { enter, hold, later, release, sooner } from '../process/loop.ts';
import { newAsyncId } from './async_wrap.ts';

/** Requests that the process waits for, and handles that were not closed. */
const requests = new Set<Request>();
const handles = new Set<Handle>();

/** For `process._getActiveRequests()`. */
export const activeRequests = (): Request[] => [...requests];

/** For `process._getActiveHandles()`: those that keep the process alive. */
export const activeHandles = (): Handle[] => [...handles].filter((handle) => handle.hasRef());

/** A request under way (write, shutdown, connect): the library puts `oncomplete` on it. */
export class Request extends ContextHolder {
  readonly #asyncId = newAsyncId();
  oncomplete?: (...args: unknown[]) => void;

  /** What `process.getActiveResourcesInfo()` calls it. */
  get resourceName(): string {
    return this.constructor.name;
  }

  /** The process waits for it from now on. */
  begin(): void {
    requests.add(this);
    hold();
  }

  /** It has its answer. */
  end(): void {
    if (requests.delete(this)) release();
  }

  getAsyncId(): number {
    return this.#asyncId;
  }

  getProviderType(): number {
    return 0;
  }
}

/** What is to be told of closed handles, the last one first: libuv's order. */
const closings: (() => void)[] = [];

/** libuv runs the callbacks of all handles that an iteration has closed at its end. */
function whenClosed(callback: () => void): void {
  closings.push(callback);
  if (closings.length === 1) later(closeNext);
}

/** Each callback has a macrotask of its own, with nothing between them but what they close themselves. */
function closeNext(): void {
  const all = closings.splice(0).reverse();
  const runNext = () => {
    all.shift()?.();
    if (all.length > 0) sooner(runNext);
  };
  runNext();
}

/** A handle that can go to another process along with a message. */
export interface Sendable {
  /** What the other process gets, or an error's number. */
  handOver(): SentHandle | number;
  /** The channel below, if it is a stream. */
  readonly channelHeld?: { share(): void } | null;
}

export abstract class Handle extends ContextHolder {
  readonly #asyncId = newAsyncId();
  #referenced = true;
  #holding = false;
  protected closed = false;

  constructor() {
    super();
    handles.add(this);
  }

  /** What `process.getActiveResourcesInfo()` calls it. */
  abstract get resourceName(): string;

  getAsyncId(): number {
    return this.#asyncId;
  }

  getProviderType(): number {
    return 0;
  }

  ref(): void {
    this.#referenced = true;
    this.updateLiveness();
  }

  unref(): void {
    this.#referenced = false;
    this.updateLiveness();
  }

  hasRef(): boolean {
    return this.#referenced && !this.closed;
  }

  close(callback?: () => void): void {
    if (this.closed) return;
    this.closed = true;
    handles.delete(this);
    this.onClose();
    this.updateLiveness();
    whenClosed(() => {
      if (callback) enter(callback, this);
    });
  }

  /** Whether the handle is doing something that the process should wait for. */
  protected abstract isActive(): boolean;

  /** Lets go of what the handle holds. */
  protected abstract onClose(): void;

  /** To be called whenever `isActive` may have changed. */
  protected updateLiveness(): void {
    const holding = this.#referenced && !this.closed && this.isActive();
    if (holding === this.#holding) return;
    this.#holding = holding;
    if (holding) hold();
    else release();
  }
}
