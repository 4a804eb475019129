/**
 * The event loop. A browser gives macrotasks, and runs microtasks when JavaScript has left the stack; Node gives
 * callbacks from libuv, and runs ticks and microtasks after each. So each callback of ours is a macrotask of its own,
 * entered through `enter`, which drains the ticks before it leaves; the browser then runs the microtasks.
 *
 * The loop also knows what keeps the process alive: active, referenced handles and requests under way.
 */

import { ContextHolder, exchangeContext } from './async-context.ts';
import { host } from './host.ts';
import { library } from './library.ts';

/** Node's tick bookkeeping: [has a tick scheduled, has a rejection to warn about]. */
export const tickInfo = new Uint8Array(2);

/** How the process ends of an error: its exit code, and whether the error is what a promise was rejected with. */
export interface Uncaught {
  code: number;
  fromPromise: boolean;
}

const GENERIC_ERROR = 1;
/** The program has taken away what is asked of errors. */
const NOBODY_TO_ASK = 6;
const HANDLER_THREW = 7;
/** Ticks that may throw one after the other before other callbacks have their turn. */
const MOST_FAILURES = 100;

let runTicks: () => void = () => {};
let clearAsyncIds: () => void = () => {};
let onUncaught: (error: unknown, how: Uncaught) => void = (error) => host.console.error(error);
let onIdle: () => void = () => {};
let onActive: (() => void) | null = null;

let depth = 0;
let drainPosted = false;
/** A callback has thrown: the ticks come after the next one, as in Node, which makes sure that there is one. */
let ticksPutOff = false;

/** Wires the loop to the library and to the end of the process. */
export function configureLoop(hooks: {
  runTicks?: () => void;
  clearAsyncIds?: () => void;
  /** An error that nobody in the library handled: the process ends with it. */
  onUncaught?: (error: unknown, how: Uncaught) => void;
  /** Nothing keeps the process alive any more. */
  onIdle?: () => void;
}): void {
  runTicks = hooks.runTicks ?? runTicks;
  clearAsyncIds = hooks.clearAsyncIds ?? clearAsyncIds;
  onUncaught = hooks.onUncaught ?? onUncaught;
  onIdle = hooks.onIdle ?? onIdle;
}

/** Calls `listener` whenever a callback begins that is not inside another one. */
export function whenActive(listener: () => void): void {
  onActive = listener;
}

/** Hands an error to `process.on('uncaughtException')`, or ends the process with it. */
export function reportError(error: unknown, fromPromise = false): void {
  if (typeof library.process._fatalException !== 'function') {
    onUncaught(error, { code: NOBODY_TO_ASK, fromPromise });
    return;
  }
  try {
    if (library.process._fatalException(error, fromPromise)) return;
  } catch (thrownByHandler) {
    onUncaught(thrownByHandler, { code: HANDLER_THREW, fromPromise: false });
    return;
  }
  onUncaught(error, { code: library.process.exitCode ?? GENERIC_ERROR, fromPromise });
}

/**
 * Node leaves the ticks after one that threw to the next callback, but holds promise jobs back until then, which a
 * browser does not: so they come at once, unless they throw without end.
 */
function drainTicks(): void {
  for (let failures = 0; tickInfo[0] !== 0 || tickInfo[1] !== 0; failures++) {
    ticksPutOff = failures === MOST_FAILURES;
    if (ticksPutOff) return;
    depth++;
    try {
      runTicks();
    } catch (error) {
      reportError(error);
      clearAsyncIds();
      continue;
    } finally {
      depth--;
    }
    return;
  }
}

/**
 * Runs a callback of the library as libuv would: in the async context of the resource that it is called on, errors are
 * uncaught exceptions, ticks follow.
 */
export function enter<Self, Args extends unknown[], Result>(
  callback: (this: Self, ...args: Args) => Result,
  self: Self,
  ...args: Args
): Result | undefined {
  if (depth === 0) {
    onActive?.();
    if (!ticksPutOff) drainTicks(); // Of a promise: they come before any later callback.
    ticksPutOff = false;
  }
  depth++;
  const context = exchangeContext(ContextHolder.of(self));
  try {
    return callback.apply(self, args);
  } catch (error) {
    if (depth === 1) ticksPutOff = true;
    reportError(error);
    clearAsyncIds();
    return undefined;
  } finally {
    depth--;
    exchangeContext(context);
    if (depth === 0) {
      if (!ticksPutOff) drainTicks();
      checkAlive();
    }
  }
}

// ---- macrotasks without the timers' delay ----

interface Task {
  run: () => void;
  /** Keeps the process alive. */
  holds: boolean;
}

const queue: Task[] = [];
/** Tasks whose turn came when nothing kept the process alive. */
const dormant: Task[] = [];
let holding = 0;
const { port1: wakeUp, port2: waker } = new host.MessageChannel();
wakeUp.onmessage = () => {
  exchangeContext(undefined); // What an await has left behind.
  const task = queue.shift();
  if (!task) return;
  if (task.holds) holding--;
  else if (!isAlive()) {
    dormant.push(task);
    return;
  }
  try {
    task.run();
  } finally {
    checkAlive();
  }
};

function post(task: Task, first = false): void {
  if (first) queue.unshift(task);
  else queue.push(task);
  if (task.holds) holding++;
  waker.postMessage(0);
}

/** Runs a task in a macrotask of its own, soon. Until then it keeps the process alive. */
export function later(task: () => void): void {
  post({ run: task, holds: true });
}

/** The same for a task that does not keep the process alive: it runs only if something else does. */
export function ifAlive(task: () => void): void {
  post({ run: task, holds: false });
}

/** The same, before everything that already waits. */
export function sooner(task: () => void): void {
  post({ run: task, holds: true }, true);
}

/**
 * `process.nextTick` for calls that come from a promise job, where no callback of ours is open: Node would drain ticks
 * after all promise jobs, which here is only known at the next macrotask.
 */
export function afterPromiseJob(): void {
  if (depth > 0 || drainPosted) return;
  drainPosted = true;
  later(() => {
    drainPosted = false;
    enter(() => {}, undefined);
  });
}

// ---- what keeps the process alive ----

let holds = 0;
let checkPosted = false;
let started = false;

/** Something began that the process must wait for. */
export function hold(): void {
  holds++;
  for (const task of dormant.splice(0)) post(task);
}

/** It ended. */
export function release(): void {
  holds--;
  if (holds === 0) checkAlive();
}

/** Keeps the process alive until a promise of the browser's has settled. */
export function holdFor<T>(promise: Promise<T>): Promise<T> {
  hold();
  promise.then(release, release);
  return promise;
}

/** From now on the process ends when nothing holds it. */
export function startWatchingLiveness(): void {
  started = true;
  checkAlive();
}

/** Whether something would still happen in this process. */
export function isAlive(): boolean {
  return holds > 0 || holding > 0 || tickInfo[0] !== 0 || tickInfo[1] !== 0;
}

const { port1: checkPort, port2: checkPoster } = new host.MessageChannel();
checkPort.onmessage = () => {
  checkPosted = false;
  if (!isAlive()) onIdle();
};

function checkAlive(): void {
  if (!started || holds > 0 || checkPosted) return;
  checkPosted = true;
  // A macrotask of its own, so that microtasks come first: they may start something.
  checkPoster.postMessage(0);
}
