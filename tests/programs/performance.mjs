// How busy the event loop is, and how late its timers are: what libraries for metrics ask.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import v8 from 'node:v8';

const eventLoopUtilization = (...args) => performance.eventLoopUtilization(...args);

/** Milliseconds of work that lets nobody else in. */
function work(milliseconds) {
  for (const from = performance.now(); performance.now() - from < milliseconds;);
}

console.log(eventLoopUtilization());
await pause(200);
const rested = eventLoopUtilization();
console.log('resting', rested.utilization < 0.5, rested.idle > 100);
work(200);
await undefined;
work(200); // A promise job is work too.
const worked = eventLoopUtilization(rested);
console.log('working', worked.utilization > 0.8, worked.active >= 390);
await pause(200);
const both = eventLoopUtilization(rested);
console.log('both', both.utilization > 0.3 && both.utilization < 0.9, both.idle > 100);
const { idle, active } = eventLoopUtilization();
console.log(eventLoopUtilization({ idle, active }, rested).idle === idle - rested.idle);

const delay = monitorEventLoopDelay({ resolution: 20 });
console.log(delay.count, delay.exceeds, delay.mean, delay.stddev, delay.max, delay.min);
console.log(delay.enable(), delay.enable());
await pause(300);
console.log(delay.count > 2, delay.min >= 10e6, delay.percentile(50) >= 10e6);
work(400);
await pause(100);
console.log(delay.max >= 390e6, delay.percentiles.size > 2, delay.disable(), delay.disable());
const { count } = delay;
await pause(100);
console.log(delay.count === count);
delay.reset();
console.log(delay.count, delay);
for (const make of [() => monitorEventLoopDelay({ resolution: 0 }), () => new delay.constructor()]) {
  try {
    make();
  } catch (error) {
    console.log(error.code, error.message);
  }
}
monitorEventLoopDelay().enable(); // It holds no process.

// No browser tells memory; what asks for it goes on.
console.log(
  v8.getHeapSpaceStatistics().length > 5,
  Object.keys(v8.getHeapStatistics()).length,
  process.memoryUsage().rss >= 0,
);
