// How a process ends: exit codes, events and what is printed. Each case is a file of its own that a child runs.
const { spawnSync } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const cases = {
  'falls off the end': `process.on('exit', (code) => console.log('exit', code)); process.on('beforeExit', (code) => console.log('beforeExit', code));`,
  'beforeExit starts more': `let n = 0; process.on('beforeExit', () => { console.log('before', ++n); if (n < 3) setTimeout(() => {}, 1); }); process.on('exit', () => console.log('exit'));`,
  'beforeExit starts what is due when it ends': `let n = 0; process.on('beforeExit', () => { console.log('before', ++n); if (n < 3) setTimeout(() => {}, 1); const until = Date.now() + 20; while (Date.now() < until); });`,
  'process.exit': `process.on('beforeExit', () => console.log('never')); process.on('exit', (code) => { console.log('exit', code, process.exitCode); setTimeout(() => console.log('never'), 0); }); process.exit(3);`,
  'exit in exit': `process.on('exit', () => process.exit(9)); process.exit(3);`,
  'exitCode in exit': `process.on('exit', () => { process.exitCode = 8; });`,
  exitCode: `process.exitCode = 4; setTimeout(() => console.log('still here'), 1);`,
  'exit() takes exitCode': `process.exitCode = 6; process.exit();`,
  'exit code 256': `process.exit(256 + 7);`,
  'exit in a promise': `Promise.resolve().then(() => process.exit(2)); setTimeout(() => console.log('never'), 0);`,
  'finally is not run': `try { process.exit(1); } finally { console.log('never'); }`,
  'uncaught error': `process.on('exit', (code) => console.log('exit', code)); throw new RangeError('too far');`,
  'uncaught in a timer': `setTimeout(() => { throw new Error('late'); }, 1); setTimeout(() => console.log('never'), 100);`,
  'uncaught in a tick': `process.nextTick(() => { throw Object.assign(new Error('with more'), { code: 'E_MORE', list: [1, 2] }); });`,
  'uncaught cause': `throw new Error('outer', { cause: new TypeError('inner') });`,
  'uncaught aggregate': `throw new AggregateError([new Error('a'), new Error('b')], 'both');`,
  'thrown string': `throw 'a string';`,
  'thrown null': `throw null;`,
  'thrown object': `throw { a: 1 };`,
  'own error class': `class MyError extends Error { name = 'Mine'; } throw new MyError('of mine');`,
  'own inspect': `throw Object.assign(new Error('x'), { [Symbol.for('nodejs.util.inspect.custom')]: () => 'inspected' });`,
  'stack removed': `const error = new Error('bare'); error.stack = undefined; throw error;`,
  'error event': `new (require('events'))().emit('error', new Error('unheard'));`,
  'error event, no error': `new (require('events'))().emit('error', 42);`,
  uncaughtException: `process.on('uncaughtException', (error, origin) => console.log('caught', error.message, origin)); setTimeout(() => console.log('goes on'), 5); throw new Error('first');`,
  uncaughtExceptionMonitor: `process.on('uncaughtExceptionMonitor', (error, origin) => console.log('seen', error.message, origin)); throw new Error('watched');`,
  'handler throws': `process.on('uncaughtException', () => { throw new Error('second'); }); throw new Error('first');`,
  'unhandled rejection': `process.on('exit', (code) => console.log('exit', code)); Promise.reject(new Error('nobody cares')); setTimeout(() => console.log('never'), 50);`,
  'rejection with a string': `Promise.reject('text');`,
  'rejection with undefined': `Promise.reject();`,
  'import of what is not there': `import('data:text/javascript,import { nothing } from "node:fs";');`,
  'rejection in async': `(async () => { await null; throw new SyntaxError('async'); })();`,
  unhandledRejection: `process.on('unhandledRejection', (reason, promise) => console.log('caught', reason, promise instanceof Promise)); Promise.reject(1);`,
  'handled in time': `const promise = Promise.reject(new Error('x')); process.nextTick(() => promise.catch(() => console.log('in time')));`,
  'handled too late': `process.on('unhandledRejection', () => console.log('unhandled')); process.on('rejectionHandled', () => console.log('handled after all')); const promise = Promise.reject(1); setTimeout(() => promise.catch(() => {}), 5);`,
  'rejection as exception': `process.on('uncaughtException', (error, origin) => console.log(error.message, origin)); Promise.reject(new Error('r'));`,
  'pending promise': `new Promise(() => {}); console.log('ends');`,
  'order of phases': `setTimeout(() => console.log('timeout'), 0); process.nextTick(() => console.log('tick')); Promise.resolve().then(() => { console.log('microtask'); process.nextTick(() => console.log('tick in microtask')); queueMicrotask(() => console.log('microtask in microtask')); }); process.nextTick(() => { console.log('second tick'); Promise.resolve().then(() => console.log('microtask in tick')); process.nextTick(() => console.log('tick in tick')); }); console.log('sync');`,
  'phases after a timer': `setTimeout(() => { setImmediate(() => console.log('immediate')); setTimeout(() => console.log('timeout'), 0); process.nextTick(() => console.log('tick')); Promise.resolve().then(() => console.log('microtask')); console.log('in timer'); }, 1);`,
  'phases in immediates': `setImmediate(() => { console.log('one'); process.nextTick(() => console.log('one tick')); Promise.resolve().then(() => console.log('one microtask')); }); setImmediate(() => console.log('two'));`,
  'phases after reading': `require('fs').readFile('/dev/null', () => { setTimeout(() => console.log('timeout'), 0); setImmediate(() => console.log('immediate')); process.nextTick(() => console.log('tick')); });`,
  'async function order': `(async () => { console.log(1); await null; console.log(3); await null; console.log(5); })(); (async () => { console.log(2); await null; console.log(4); })(); process.nextTick(() => console.log('tick'));`,
  'error in a tick goes on': `process.on('uncaughtException', (e) => console.log(e.message)); process.nextTick(() => { throw new Error('a'); }); process.nextTick(() => console.log('b')); Promise.resolve().then(() => console.log('c'));`,
  'error in an immediate goes on': `process.on('uncaughtException', (e) => console.log(e.message)); setImmediate(() => { process.nextTick(() => console.log('tick')); throw new Error('a'); }); setImmediate(() => console.log('b'));`,
  'errors in ticks without end': `process.on('uncaughtException', () => process.nextTick(() => { throw new Error('again'); })); setImmediate(() => { console.log('has its turn'); process.exit(); }); throw new Error('first');`,
  'beforeExit and immediates': `let n = 0; process.on('beforeExit', () => { console.log('before', ++n); if (n < 3) setImmediate(() => {}); });`,
  'unref’d immediate': `setImmediate(() => setImmediate(() => console.log('never')).unref()); console.log('ends');`,
  'reallyExit taken away': `process.reallyExit = () => console.log('not now'); process.exit(5);`,
  'nobody to ask of errors': `process._fatalException = undefined; throw new Error('x');`,
  'unref’d timer': `setTimeout(() => console.log('never'), 10_000).unref(); console.log('ends');`,
  'open server unref’d': `require('net').createServer().listen(0).unref(); console.log('ends');`,
  'SIGTERM by itself': `process.kill(process.pid, 'SIGTERM'); setTimeout(() => console.log('never'), 1000);`,
  'signal handler in itself': `process.once('SIGTERM', (s, n) => { console.log(s, n); process.exit(0); }); process.kill(process.pid); setTimeout(() => {}, 1000);`,
  abort: `process.abort()`,
  'last words into a pipe': `console.log('x'.repeat(500_000)); process.exitCode = 1;`,
  'last words, then exit': `console.log('x'.repeat(500_000)); process.exit(1);`,
  'written callback': `process.stdout.write('x'.repeat(500_000) + '\\n', () => { console.error('written'); process.exit(0); });`,
  emitWarning: `process.on('warning', (w) => console.log(w.name, w.message, w.code)); process.emitWarning('careful', { type: 'Custom', code: 'C1', detail: 'more words' }); process.emitWarning('plain');`,
  deprecation: `require('util').deprecate(() => {}, 'old thing', 'DEP_X')();`,
  'max listeners': `const e = new (require('events'))(); for (let n = 0; n < 11; n++) e.on('x', () => {});`,
  'stack of a file error': `require('fs').readFile('/not/there', (error) => console.log(error.stack));`,
  'stack of the library’s own': `const net = require('net'); const a = net.createServer().listen(0, '127.0.0.1', () => setImmediate(() => net.createServer().listen(a.address().port, '127.0.0.1').on('error', ({ stack }) => { a.close(); console.log(/\\(node:net\\b/.test(stack), /blob:/.test(stack)); })));`,
  'missing module': `require('./not-there');`,
  'missing package': `require('no-such-package');`,
  'not a function': `const o = {}; o.missing.deeper();`,
  'console.error and assert': `console.assert(1 === 2, 'numbers %d', 5); console.warn('w'); console.trace;`,
  assertion: `require('assert').strictEqual({ a: 1 }.a, 2);`,
};

const directory = mkdtempSync(join(tmpdir(), 'endings-'));
const file = join(directory, 'case.cjs');
// Frames of Node's own files, and the line of such a file that threw: the container shows the program's line instead.
const OF_NODE_ITSELF = /\n +(at .*\bnode:[\w/:.]+\)?|\.\.\. \d+ lines matching.*)/g;
const THROWN_BY_NODE = /^(error event|missing|assertion|rejection with)/;
for (const [name, code] of Object.entries(cases)) {
  writeFileSync(file, code);
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 10_000 });
  console.log(`# ${name}: ${status} ${signal}`);
  const out = stdout.length > 2000 ? `${stdout.length === 500_001 ? 'all' : 'some'} of it` : stdout;
  let errors = stderr.replace(OF_NODE_ITSELF, '').replace(/\(node:\d+\)/, '(node:PID)');
  if (name === 'abort') errors = ''; // Node prints a native stack.
  if (THROWN_BY_NODE.test(name)) errors = errors.replace(/^(\/|node:).*\n.*\n.*\^\n\n/, '');
  for (const [mark, text] of [
    ['>', out],
    ['!', errors],
  ]) {
    if (text !== '') console.log(text.trimEnd().replaceAll(directory, 'DIRECTORY').replace(/^/gm, `  ${mark} `));
  }
}
rmSync(directory, { recursive: true });
