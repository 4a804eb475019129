/** `internalBinding('timers')`: timers and immediates on the worker's own clock. */

import { enter, hold, later, release } from '../process/loop.ts';
import { host } from '../process/host.ts';
import type { Binding } from './shape.ts';

/** What the library's processTimers answers: 0 none left, ±expiry (negative: nothing referenced), ±1 come back at once. */
type ProcessTimers = (now: number) => number;

const origin = host.performance.now();
/** Whole milliseconds since the process began, as libuv counts them. */
export const now = (): number => Math.floor(host.performance.now() - origin);

const immediateInfo = new Uint32Array(3); // [count, referenced count, has outstanding]
const timeoutInfo = new Int32Array(1); // count of referenced timeouts, kept by the library

let processImmediate: () => void = () => {};
let processTimers: ProcessTimers = () => 0;
let timer: number | undefined;
let timerReferenced = false;
let immediateReferenced = false;
let immediatePosted = false;
let againPosted = false;

function schedule(milliseconds: number): void {
  if (timer !== undefined) host.clearTimeout(timer);
  timer = host.setTimeout(fire, Math.max(1, milliseconds));
}

function fire(): void {
  timer = undefined;
  // 1 also when a callback threw: the rest of the list comes in a macrotask of its own.
  let next = 1;
  enter(() => {
    next = processTimers(now());
  }, undefined);
  if (Math.abs(next) === 1) {
    if (againPosted) return;
    againPosted = true;
    later(() => {
      againPosted = false;
      fire();
    });
    return;
  }
  setTimerReferenced(next > 0);
  if (next === 0) return;
  schedule(Math.abs(next) - now());
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
  later(() => {
    immediatePosted = false;
    if (immediateInfo[0] !== 0) enter(processImmediate, undefined);
    if (immediateInfo[0] !== 0 || immediateInfo[2] !== 0) postImmediates();
    if (immediateInfo[1] === 0) setImmediateReferenced(false);
  });
}

export function createTimersBinding(): Binding {
  return {
    setupTimers(immediate: () => void, timers: ProcessTimers) {
      processImmediate = immediate;
      processTimers = timers;
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
