import assert from 'node:assert/strict';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { LOCALHOST } from './addresses.ts';
import { build } from './build.ts';
import { LogStream } from './logs.ts';
import { createMachine } from './machine.ts';
import { Random } from './random.ts';
import { Run } from './run.ts';
import { temporaryDirectory, writeApp } from './testing/app.ts';
import { programs } from './testing/platform.ts';

/** A run where signals travel over IPC, as in a container that does not deliver them; settles when it is ready. */
async function start(t: TestContext, program: string) {
  const directory = temporaryDirectory(t);
  writeApp(join(directory, 'app'), { 'web.js': program });
  const slug = await build({ directory: join(directory, 'app'), base: null, installed: [] }, directory);
  const machine = createMachine(slug, new Random('s'), LOCALHOST);
  const logs = new LogStream();
  const lines: string[] = [];
  const ready = new Promise<void>((resolve) => {
    logs.drain(({ line }) => {
      lines.push(line);
      if (line === 'ready') resolve();
    });
  });
  const environment = { PATH: join(process.execPath, '..') };
  const run = new Run({
    name: 'web.1',
    command: 'node web.js',
    machine,
    environment,
    logs,
    signals: 'ipc',
    preload: programs.signalsPreload,
  });
  t.after(() => run.signal('SIGKILL'));
  await ready;
  return { run, lines };
}

test('over IPC, the handler of the app runs', { timeout: 10_000 }, async (t) => {
  const { run, lines } = await start(
    t,
    `
    process.on('SIGTERM', (signal) => { console.log('got ' + signal); process.exit(7); });
    setInterval(() => {}, 1000);
    console.log('ready');
  `,
  );
  run.signal('SIGTERM');
  assert.deepEqual(await run.exited, { code: 7, signal: null });
  await run.finished;
  assert.ok(lines.includes('got SIGTERM'));
});

test('over IPC, an app without a handler ends as by the signal', { timeout: 10_000 }, async (t) => {
  const { run } = await start(t, `setInterval(() => {}, 1000); console.log('ready');`);
  run.signal('SIGTERM');
  assert.deepEqual(await run.exited, { code: 143, signal: null });
});

test('over IPC, the channel does not keep an app alive that has nothing left to do', { timeout: 10_000 }, async (t) => {
  const { run } = await start(t, `console.log('ready');`);
  assert.deepEqual(await run.exited, { code: 0, signal: null });
});
