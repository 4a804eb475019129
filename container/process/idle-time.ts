/** How long the event loop has had nothing to do: behind `performance.eventLoopUtilization`, measured once it is used. */

import { host } from './host.ts';
import { whenActive } from './loop.ts';

/** Milliseconds in all, but for the time since `idleSince`. */
let idle = 0;
let idleSince: number | null = null;
let waker: MessagePort | null = null;
let posted = false;

/** Milliseconds since the first call. */
export function idleTime(): number {
  if (!waker) {
    const { port1, port2 } = new host.MessageChannel();
    port1.onmessage = rest;
    waker = port2;
    whenActive(act);
    act();
  }
  return idle;
}

/** A callback begins. What comes after it and its promise jobs is idle, until the next one. */
function act(): void {
  if (idleSince !== null) idle += host.performance.now() - idleSince;
  idleSince = null;
  if (posted) return;
  posted = true;
  waker?.postMessage(0);
}

function rest(): void {
  posted = false;
  idleSince = host.performance.now();
}
