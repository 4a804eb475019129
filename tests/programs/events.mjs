// node:events, EventTarget, AbortController.
import {
  EventEmitter,
  captureRejectionSymbol,
  errorMonitor,
  getEventListeners,
  on,
  once,
  setMaxListeners,
} from 'node:events';

const emitter = new EventEmitter();
const log =
  (name) =>
  (...args) =>
    console.log(name, ...args);
emitter.on('newListener', (event) => event !== 'newListener' && console.log('new', String(event)));
emitter.on('x', log('first'));
emitter.prependListener('x', log('before'));
emitter.once('x', log('once'));
console.log(emitter.emit('x', 1, 2), emitter.emit('x'), emitter.emit('y'));
console.log(
  emitter.listenerCount('x'),
  emitter.eventNames(),
  emitter.rawListeners('x').length,
  getEventListeners(emitter, 'x').length,
);
emitter.removeAllListeners('x');
console.log(emitter.emit('x'));
emitter.on('self', function () {
  console.log(this === emitter);
  emitter.on('self', log('added while emitting'));
});
emitter.emit('self');
emitter.on(errorMonitor, (error) => console.log('monitor', error.message));
try {
  emitter.emit('error', new Error('loose'));
} catch (error) {
  console.log('thrown', error.message);
}
setTimeout(() => emitter.emit('later', 'value'), 1);
console.log(await once(emitter, 'later'));
setTimeout(() => [1, 2, 3].forEach((n) => emitter.emit('many', n)), 1);
for await (const [value] of on(emitter, 'many')) {
  console.log('many', value);
  if (value === 3) break;
}
const capturing = new EventEmitter({ captureRejections: true });
capturing[captureRejectionSymbol] = (error, event) => console.log('captured', error.message, event);
capturing.on('async', async () => {
  throw new Error('in async');
});
capturing.emit('async');
await new Promise(setImmediate);
setMaxListeners(1, emitter);
console.log(emitter.getMaxListeners(), EventEmitter.defaultMaxListeners);

const target = new EventTarget();
target.addEventListener(
  'hello',
  (event) => console.log(event.type, event.detail, event.target === target, event.defaultPrevented),
  { once: true },
);
target.addEventListener('hello', { handleEvent: (event) => event.preventDefault() });
console.log(
  target.dispatchEvent(new CustomEvent('hello', { detail: 5, cancelable: true })),
  target.dispatchEvent(new Event('hello')),
);

const controller = new AbortController();
controller.signal.addEventListener('abort', () =>
  console.log('abort', controller.signal.reason.name, controller.signal.reason.code),
);
controller.abort();
console.log(controller.signal.aborted, AbortSignal.abort('why').reason, controller.signal.constructor.name);
try {
  controller.signal.throwIfAborted();
} catch (error) {
  console.log(error.name, error.message);
}
const limit = AbortSignal.timeout(5);
const waiting = setTimeout(() => {}, 1000); // A signal alone does not keep the process alive.
await new Promise((resolve) => limit.addEventListener('abort', resolve));
clearTimeout(waiting);
console.log(limit.reason.name, limit.reason.message);
console.log(AbortSignal.any([limit, new AbortController().signal]).aborted);
await once(new EventEmitter(), 'never', { signal: AbortSignal.abort() }).catch((error) =>
  console.log(error.name, error.code),
);
