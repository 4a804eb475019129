// AsyncLocalStorage across callbacks, ticks, promises and await.
import { AsyncLocalStorage, AsyncResource, executionAsyncId } from 'node:async_hooks';
import { EventEmitter } from 'node:events';

const storage = new AsyncLocalStorage();
const seen = [];
const note = (where) => seen.push(`${where}: ${storage.getStore()}`);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
storage.run('a', () => {
  note('sync');
  setTimeout(note, 1, 'timeout');
  setImmediate(note, 'immediate');
  process.nextTick(note, 'tick');
  queueMicrotask(() => note('microtask'));
});
await sleep(20);
console.log(seen.splice(0).sort().join('\n'), storage.getStore());
storage.run('b', () => Promise.resolve().then(() => note('then')));
await sleep(5);
console.log(seen.splice(0).join());
await storage.run('c', async () => {
  await null;
  note('after await');
});
console.log(seen.splice(0).join());
await storage.run('d', async () => {
  await sleep(2);
  note('after await of a timer');
});
console.log(seen.splice(0).join());
const bound = storage.run('e', () => AsyncResource.bind(() => note('bound')));
bound();
const snapshot = storage.run('f', () => AsyncLocalStorage.snapshot());
snapshot(() => note('snapshot'));
const emitter = new EventEmitter();
storage.run('g', () => emitter.on('x', () => note('emitted')));
storage.run('h', () => emitter.emit('x'));
storage.run('i', () => storage.exit(() => note('exit')));
storage.enterWith('j');
note('entered');
console.log(seen.join('\n'), typeof executionAsyncId());
