/** The process's own clock: it starts when the process does, however long its worker has waited for one. */

import { host } from '../process/host.ts';
import { idleTime } from '../process/idle-time.ts';
import { evaluateLibraryText } from '../process/library.ts';
import type * as StatisticsModule from '../statistics/histogram.ts';
import type { Binding } from './shape.ts';

/** Places in `milestones`, as in Node's src/node_perf_common.h. All but the first are nanoseconds of process.hrtime(). */
const TIME_ORIGIN_TIMESTAMP = 0; // Microseconds since 1970.
const TIME_ORIGIN = 1;
const ENVIRONMENT = 2;
const NODE_START = 3;
const V8_START = 4;
const LOOP_START = 5;
const BOOTSTRAP_COMPLETE = 7;

/** -1 is what has not happened yet. */
const milestones = new Float64Array(8).fill(-1);
let started = 0;

/** Starts the clock. */
export function startClock(): void {
  started = host.performance.now();
  milestones[TIME_ORIGIN_TIMESTAMP] = (host.performance.timeOrigin + started) * 1e3;
  for (const milestone of [TIME_ORIGIN, ENVIRONMENT, NODE_START, V8_START]) milestones[milestone] = started * 1e6;
}

/** Milliseconds since the process started. */
export const sinceStart = (): number => host.performance.now() - started;

type Observe = (name: string, type: string, start: number, duration: number, detail: object) => void;

let observe: Observe;

/** Gives an entry to every `PerformanceObserver`. Times are milliseconds, the first since the process started. */
export const tellObservers: Observe = (...entry) => observe(...entry);

const nanoseconds = (): number => Math.round(host.performance.now() * 1e6);

/** Fetched when a program makes a histogram, which few do. */
const statistics = (): typeof StatisticsModule => evaluateLibraryText('lab:histogram') as typeof StatisticsModule;

/** What `createHistogram` constructs. */
function Histogram(...limits: [lowest: number, highest: number, figures: number]): StatisticsModule.Histogram {
  return new (statistics().Histogram)(...limits, nanoseconds);
}

/** As libuv's timers the next time is counted from the last one, however late that was. */
const repeat: StatisticsModule.Repeat = (callback, milliseconds) => {
  const turn = () => {
    timer = host.setTimeout(turn, milliseconds);
    callback();
  };
  let timer = host.setTimeout(turn, milliseconds);
  return () => host.clearTimeout(timer);
};

/** The first question starts the measuring: until then the library is told that the loop has not begun. */
function loopIdleTime(): number {
  if (milestones[LOOP_START] === -1) milestones[LOOP_START] = nanoseconds();
  return idleTime();
}

export function createPerformanceBinding(): Binding {
  return {
    milestones,
    now: sinceStart,
    markBootstrapComplete() {
      milestones[BOOTSTRAP_COMPLETE] = host.performance.now() * 1e6;
    },
    setupObservers(callback: Observe) {
      observe = callback;
    },
    Histogram,
    createELDHistogram: (interval: number) => new (statistics().DelayHistogram)(interval, nanoseconds, repeat),
    loopIdleTime,
    uvMetricsInfo: () => [0, 0, 0],
  };
}
