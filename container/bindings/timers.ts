/** `internalBinding('timers')`: timers and immediates on the worker's own clock. */

import { library } from '../process/library.ts';
import { enter, hold, ifAlive, later, release } from '../process/loop.ts';
import { host } from '../process/host.ts';
import type { Binding } from './shape.ts';

/** What the library's processTimers answers: 0 none left, ±expiry (negative: nothing referenced), ±1 come back at once. */
type ProcessTimers = (now: number) => number;

const origin = host.performance.now();
/** Whole milliseconds since the process began, as libuv counts them. */
export const now = (): number => Math.floor(host.performance.now() - origin);

const immediateInfo = new Uint32Array(3);
const COUNT = 0;
const REFERENCED = 1;
const HAS_OUTSTANDING = 2;
const timeoutInfo = new Int32Array(1); // count of referenced timeouts, kept by the library

let processImmediate: () => void = () => {};
let processTimers: ProcessTimers = () => 0;
let timer: number | undefined;
let timerReferenced = false;
let immediateReferenced = false;
let immediatePosted = false;
let againPosted = false;
/** A timer came due between two immediates of a batch: Node looks at timers after the batch. */
let timersDue = false;

function schedule(milliseconds: number): void {
  if (timer !== undefined) host.clearTimeout(timer);
  timer = host.setTimeout(fire, Math.max(1, milliseconds));
}

function fire(): void {
  timer = undefined;
  timersDue = immediateInfo[HAS_OUTSTANDING] !== 0;
  if (timersDue) return;
  // Also when a callback threw, the rest of the list comes in a macrotask of its own.
  let again = true;
  enter(() => {
    const next = processTimers(now());
    again = Math.abs(next) === 1;
    if (again) return;
    // Before the ticks, which may want an earlier timer than the next that there is.
    setTimerReferenced(next > 0);
    if (next !== 0) schedule(Math.abs(next) - now());
  }, undefined);
  if (!again || againPosted) return;
  againPosted = true;
  later(() => {
    againPosted = false;
    fire();
  });
}

function setTimerReferenced(referenced: boolean): void {
  if (referenced === timerReferenced) return;
  timerReferenced = referenced;
  if (referenced) hold();
  else release();
}

function setImmediateReferenced(referenced: boolean): void {
  if (referenced === immediateReferenced) return;
  immediateReferenced = referenced;
  if (referenced) hold();
  else release();
}

function postImmediates(): void {
  if (immediatePosted) return;
  immediatePosted = true;
  // What keeps the process alive is that it is referenced, not that it is on its way.
  ifAlive(() => {
    immediatePosted = false;
    if (immediateInfo[COUNT] !== 0) enter(processImmediate, undefined);
    if (immediateInfo[COUNT] !== 0 || immediateInfo[HAS_OUTSTANDING] !== 0) postImmediates();
    if (immediateInfo[REFERENCED] === 0) setImmediateReferenced(false);
    if (timersDue && immediateInfo[HAS_OUTSTANDING] === 0) fire();
  });
}

/** One name for each timer and immediate that keeps the process alive. */
export function activeTimers(): string[] {
  return [
    ...Array<string>(timeoutInfo[0] as number).fill('Timeout'),
    ...Array<string>(immediateInfo[REFERENCED] as number).fill('Immediate'),
  ];
}

export function createTimersBinding(): Binding {
  return {
    setupTimers(immediate: () => void, timers: ProcessTimers) {
      // Called on the process, as Node does: stack traces name it.
      processImmediate = () => Reflect.apply(immediate, library.process, []);
      processTimers = (time) => Reflect.apply(timers, library.process, [time]);
    },
    getLibuvNow: now,
    scheduleTimer: schedule,
    toggleTimerRef: setTimerReferenced,
    toggleImmediateRef(referenced: boolean) {
      setImmediateReferenced(referenced);
      postImmediates();
    },
    immediateInfo,
    timeoutInfo,
  };
}
