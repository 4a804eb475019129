// node:timers: order, ref and unref, promises, errors.
import {
  scheduler,
  setImmediate as immediate,
  setInterval as interval,
  setTimeout as delay,
} from 'node:timers/promises';

const order = [];
setTimeout(() => order.push('10'), 10);
setTimeout(() => order.push('1'), 1);
setTimeout(() => order.push('0'), 0);
setTimeout(() => order.push('1 again'), 1);
setTimeout((...args) => order.push(args.join('+')), 5, 'a', 'b');
const cleared = setTimeout(() => order.push('never'), 5);
clearTimeout(cleared);
clearTimeout(undefined);
clearTimeout('nonsense');
let count = 0;
const repeated = setInterval(() => ++count === 3 && clearInterval(repeated), 2);
await delay(60);
console.log(order.join(' '), count);

const timer = setTimeout(() => {}, 50);
console.log(
  timer.hasRef(),
  timer.unref().hasRef(),
  timer.ref().hasRef(),
  typeof timer[Symbol.toPrimitive](),
  timer.constructor.name,
);
timer.refresh();
timer.close();
console.log(await delay(1, 'value'), await immediate('now'), await scheduler.wait(1));
let rounds = 0;
for await (const value of interval(1, 'tick')) if (++rounds === 3 && value === 'tick') break;
console.log(rounds);
const controller = new AbortController();
const aborted = delay(1000, null, { signal: controller.signal });
controller.abort();
await aborted.catch((error) => console.log(error.name, error.code, error.message));
const long = setTimeout(() => console.log('at once, with a warning'), 2 ** 31);
await delay(20);
clearTimeout(long);
for (const bad of [undefined, 'text']) {
  try {
    setTimeout(bad);
  } catch (error) {
    console.log(error.code, error.message);
  }
}

const steps = [];
await new Promise((resolve) => {
  setImmediate(() => {
    steps.push('immediate 1');
    setImmediate(() => resolve(steps.push('immediate of immediate')));
    process.nextTick(() => steps.push('tick'));
    queueMicrotask(() => steps.push('microtask'));
  });
  setImmediate(() => steps.push('immediate 2'));
  const gone = setImmediate(() => steps.push('never'));
  clearImmediate(gone);
});
console.log(steps.join(', '));
// An immediate that is cleared between two others.
await new Promise((resolve) => {
  setImmediate(() => Promise.resolve().then(() => clearImmediate(second)));
  const second = setImmediate(() => console.log('never'));
  setImmediate(resolve);
});
const started = performance.now();
await delay(30);
const took = performance.now() - started;
console.log(
  took >= 28,
  typeof performance.timeOrigin,
  performance.mark('m').name,
  performance.measure('n', 'm').entryType,
);
const busy = [];
setTimeout(() => busy.push('first'), 5);
setTimeout(() => busy.push('second'), 6);
for (const end = Date.now() + 15; Date.now() < end;);
await delay(7); // due after both, even if the loop's clock stood still meanwhile
console.log(busy.join(' '));
// A tick of a timer's callback sets one that is due before the next that there is.
const far = setTimeout(() => {}, 10_000);
const asked = performance.now();
await new Promise((resolve) => setTimeout(() => process.nextTick(() => setTimeout(resolve, 1)), 1));
console.log(performance.now() - asked < 5000);
clearTimeout(far);
setInterval(() => {}, 1000).unref();
setImmediate(() => console.log('unref’d immediate')).unref();
process.on('exit', () => console.log('the end'));
