// node:child_process: spawn, pipes, exit codes, signals both ways.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const node = (code, options) => spawn(process.execPath, ['-e', code], options);
const text = async (stream) => (await stream.setEncoding('utf8').toArray()).join('');
const ended = (child) => once(child, 'close');

const talking = node(
  `process.stdin.on('data', (d) => console.log('heard', String(d).trim())).on('end', () => { console.error('over'); process.exit(3); })`,
);
talking.stdin.end('hello\n');
const [out, err, [code, signal]] = await Promise.all([text(talking.stdout), text(talking.stderr), ended(talking)]);
console.log(
  { out, err, code, signal },
  talking.exitCode,
  talking.killed,
  typeof talking.pid,
  talking.spawnfile === process.execPath,
);

// stdio
const quiet = node(`console.log('nobody reads'); process.stdout.write('', () => process.exit(4))`, { stdio: 'ignore' });
console.log(quiet.stdout, quiet.stdin, (await once(quiet, 'exit'))[0]);
const loud = node(`console.log('inherited out'); console.error('inherited err')`, { stdio: 'inherit' });
await ended(loud);
const mixed = node(`console.error('into the pipe')`, { stdio: ['ignore', 'inherit', 'pipe'] });
console.log(await text(mixed.stderr), mixed.stdout);
const fourth = node(`require('fs').writeSync(3, 'on three')`, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
console.log(await text(fourth.stdio[3]), fourth.stdio.length);

// environment and directory
const seen = node(`console.log(process.env.A, process.env.COLOUR, process.cwd(), process.argv.length)`, {
  env: { A: '1' },
  cwd: '/tmp',
});
console.log(await text(seen.stdout));

// signals
const waiting = `setInterval(() => {}, 1000); console.log('ready');`;
const plain = node(waiting);
await once(plain.stdout, 'data');
console.log(plain.kill(), plain.killed, await once(plain, 'exit'), plain.signalCode, plain.kill());
const handled = node(
  `process.on('SIGTERM', (name, number) => { console.log(name, number); process.exit(5); });${waiting}`,
);
await once(handled.stdout, 'data');
handled.kill('SIGTERM');
console.log(String((await once(handled.stdout, 'data'))[0]), await once(handled, 'exit'));
const stubborn = node(`process.on('SIGTERM', () => {}); process.on('SIGINT', () => process.exit(6));${waiting}`);
await once(stubborn.stdout, 'data');
stubborn.kill();
stubborn.kill('SIGINT');
console.log(await once(stubborn, 'exit'));
const busy = node(`console.log('ready'); for (;;);`);
await once(busy.stdout, 'data');
busy.kill('SIGKILL');
console.log(await once(busy, 'exit'));
process.once('SIGUSR2', (name) => console.log('the child sent', name));
const back = node(`process.kill(process.ppid, 'SIGUSR2')`);
await once(back, 'exit');
const probe = node(waiting);
await once(probe.stdout, 'data');
console.log(process.kill(probe.pid, 0), probe.kill(0), probe.killed);
process.once('SIGHUP', () => probe.kill('SIGQUIT'));
process.kill(process.pid, 'SIGHUP');
console.log(await once(probe, 'exit'));
try {
  process.kill(probe.pid, 0);
} catch (error) {
  console.log(error.code, error.syscall, error.message);
}
for (const bad of ['SIGNOPE', 999]) {
  try {
    process.kill(process.pid, bad);
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

// what cannot be started
const absent = spawn('no-such-program', ['a', 'b']);
const [failure] = await once(absent, 'spawn').catch((error) => [error]);
console.log(failure.code, failure.syscall, failure.path, failure.spawnargs, failure.errno, failure.message, absent.pid);
const nowhere = spawn(process.execPath, [], { cwd: '/no/such/place' });
console.log((await once(nowhere, 'spawn').catch((error) => [error]))[0].code);

// a child that dies of an error
const broken = node(`throw new TypeError('broken')`);
const [complaint, [brokenCode]] = await Promise.all([text(broken.stderr), ended(broken)]);
console.log(brokenCode, complaint.includes('TypeError: broken'));

// large output against a slow reader
const flood = node(
  `for (let n = 0; n < 3000; n++) process.stdout.write(String(n).padStart(1000)); console.error('written');`,
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
let count = 0;
for await (const chunk of flood.stdout) {
  count += chunk.length;
  if (count < 500_000) await new Promise((resolve) => setTimeout(resolve, 1));
}
console.log('flood', count);
const echo = node('process.stdin.pipe(process.stdout)');
let echoed = 0;
echo.stdout.on('data', (data) => (echoed += data.length));
for (let n = 0; n < 20; n++) if (!echo.stdin.write('x'.repeat(50_000))) await once(echo.stdin, 'drain');
echo.stdin.end();
await ended(echo);
console.log('echoed', echoed);
const stdinClosed = { destroyed: `process.stdin.destroy()`, closed: `require('fs').closeSync(0)` };
for (const [how, code] of Object.entries(stdinClosed)) {
  const deaf = node(`${code}; ${waiting}`);
  deaf.stdin.on('error', (error) => console.log(how, 'error', error.code));
  await once(deaf.stdout, 'data');
  await new Promise((resolve) => deaf.stdin.write('x', (error) => resolve(console.log(how, error?.code ?? 'written'))));
  deaf.kill();
  await ended(deaf);
  console.log(how, deaf.stdin.destroyed, deaf.stdin.write('late'));
}

// A descriptor that a child was given is the child's, too: it may be closed at once.
const closesAtOnce = node(`
  const { spawn } = require('child_process');
  spawn(process.execPath, ['-e', "console.log('a grandchild is heard')"], { stdio: 'inherit' });
  require('fs').closeSync(1);`);
console.log((await text(closesAtOnce.stdout)).trim());

// What a parent holds of one child may be another one's input, or its output.
const first = node(`console.log('one'); setImmediate(() => console.log('two'))`, {
  stdio: ['ignore', 'pipe', 'ignore'],
});
const second = node(`process.stdin.on('data', (d) => process.stdout.write(String(d).toUpperCase()))`, {
  stdio: [first.stdout, 'pipe', 'inherit'],
});
console.log([await text(second.stdout)]);
const counts = node(`let lines = 0; process.stdin.on('data', (d) => (lines += String(d).split('\\n').length - 1));
  process.stdin.on('end', () => console.log(lines, 'lines'));`);
const writers = ['first', 'second'].map((name) =>
  ended(node(`console.log('${name}')`, { stdio: ['ignore', counts.stdin, 'ignore'] })),
);
console.log(await Promise.all(writers));
counts.stdin.end(); // For everybody who holds it: a shutdown of the socket.
console.log((await text(counts.stdout)).trim());

// fork and its channel
const self = fileURLToPath(new URL('fixtures/worker.cjs', import.meta.url));
const worker = fork(self, ['argument'], { env: { ...process.env, WHO: 'worker' } });
console.log((await once(worker, 'message'))[0], worker.connected);
worker.send({ sum: [1, 2, 3], text: 'ü', nested: { date: new Date(0), none: undefined } });
console.log((await once(worker, 'message'))[0]);
worker.send('big '.repeat(100_000));
console.log((await once(worker, 'message'))[0]);
worker.on('disconnect', () => console.log('disconnected', worker.connected));
worker.send('leave');
console.log(await once(worker, 'exit'));
console.log(
  worker.send('late', (error) => console.log(error.code)),
  worker.connected,
);
worker.on('error', (error) => console.log('error', error.code));
await new Promise((resolve) => setTimeout(resolve, 20));
const silent = fork(self, { silent: true });
console.log((await text(silent.stdout)).trim() || 'nothing', silent.disconnect === undefined);
