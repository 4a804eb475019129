// node:test: what the runner reports, in which order, and how it ends; `node --test`, run() and npm test.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from 'node:test';

const work = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'runner-')));
process.chdir(work);

const files = {
  'package.json': JSON.stringify({ name: 'service', type: 'module', scripts: { test: 'node --test' } }),
  'service.js': `
    import { createServer } from 'node:http';
    export const server = createServer((request, response) => response.end('hello ' + request.url));`,
  'test/service.test.js': `
    import assert from 'node:assert/strict';
    import { after, before, describe, it } from 'node:test';
    import { server } from '../service.js';
    describe('the service', () => {
      let base;
      before(async () => {
        await new Promise((resolve) => server.listen(0, resolve));
        base = 'http://localhost:' + server.address().port;
      });
      after(() => server.close());
      it('answers', async () => {
        const response = await fetch(base + '/path');
        assert.equal(await response.text(), 'hello /path');
      });
    });`,
  'test/wrong.test.cjs': `
    const test = require('node:test');
    const assert = require('node:assert');
    test('is wrong', () => assert.equal(1, 2, 'not the same'));
    test('is right', () => { console.log('printed'); });`,
  'features.mjs': `
    import assert from 'node:assert/strict';
    import { after, afterEach, before, beforeEach, describe, it, mock, suite, test } from 'node:test';
    // Said at the end: between the lines of a reporter it would stand now here, now there.
    const said = [];
    const say = (...words) => said.push(words);
    process.on('exit', () => { for (const words of said) console.log(...words); });
    const pause = (milliseconds = 1) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    test('nothing');
    test('sync', () => {});
    test('async with subtests', async (t) => {
      await pause();
      await t.test('first', async (t) => { await pause(); await t.test('deep', () => {}); });
      await t.test('second', { skip: 'not now' }, () => {});
      t.diagnostic('a word');
    });
    test('subtest that nobody waits for', (t) => { t.test('late', () => pause(50)); });
    test('callback', (t, done) => setImmediate(done));
    test('callback with an error', (t, done) => setImmediate(done, new Error('by callback')));
    test('both', (t, done) => Promise.resolve());
    test('throws a text', () => { throw 'a text'; });
    test('rejects', () => Promise.reject(new TypeError('rejected')));
    test('skips', (t) => t.skip('in the middle'));
    test.skip('never', () => assert.fail());
    test.todo('later');
    test('todo that fails', { todo: 'yet' }, () => assert.fail('expected'));
    test('times out', { timeout: 20 }, () => new Promise(() => setTimeout(() => {}, 200)));
    test('aborted', { signal: AbortSignal.abort(new Error('no time')) }, () => {});
    test('throws later', async () => { setTimeout(() => { throw new Error('in a timer'); }); await pause(40); });
    test('leaves a rejection', async () => { await pause(); Promise.reject(new Error('left')); await pause(40); });
    test('ends before its error', () => { setTimeout(() => { throw new Error('too late'); }, 5); });
    test('waits for that', () => pause(60));
    test('plan', (t) => { t.plan(2); t.assert.ok(true); t.assert.equal(1, 1); });
    test('plan that is not kept', (t) => { t.plan(2); t.assert.ok(true); });
    test('plan with subtests', async (t) => { t.plan(1); await t.test('planned', () => {}); });
    test('names', (t) => say(t.name, t.fullName, typeof t.signal, t.filePath === undefined));
    describe('suite', { concurrency: 2 }, () => {
      before(() => say('before'));
      after(() => say('after'));
      beforeEach((t) => say('before each', t.name));
      afterEach((t) => say('after each', t.name));
      const quick = Promise.withResolvers();
      it('slow', async () => { await quick.promise; await pause(); say('slow'); });
      it('quick', async () => { await pause(); say('quick'); quick.resolve(); });
      describe('inner', () => { it('deep', () => {}); it.skip('left out'); });
    });
    suite('suite that throws', () => { throw new Error('no tests'); });
    describe('hook that throws', () => { before(() => { throw new Error('hook'); }); it('has no chance', () => {}); });
    test('mock of a function', (t) => {
      const sum = t.mock.fn((a, b) => a + b);
      assert.equal(sum(3, 4), 7);
      assert.throws(() => t.mock.fn(() => { throw new Error('m'); })());
      const { arguments: given, result, target } = sum.mock.calls[0];
      say(sum.mock.callCount(), given, result, target);
    });
    test('mock of a method', (t) => {
      const object = { value: 1, get size() { return 1; }, twice(x) { return 2 * x + this.value; } };
      t.mock.method(object, 'twice', () => 'mocked');
      t.mock.getter(object, 'size', () => 9);
      say(object.twice(4), object.size, object.twice.mock.callCount());
      t.mock.restoreAll();
      say(object.twice(4), object.size);
    });
    test('mock of timers', (t) => {
      t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1000 });
      const seen = [];
      setTimeout(() => seen.push('timeout'), 50);
      const interval = setInterval(() => seen.push(Date.now()), 20);
      t.mock.timers.tick(55);
      clearInterval(interval);
      say(seen, new Date().toISOString());
      t.mock.timers.setTime(5000);
      say(Date.now());
    });
    test('own assertion', (t) => say(Object.keys(t.assert).sort().join()));
    mock.reset();`,
  'only.mjs': `
    import { describe, it, test } from 'node:test';
    test('other', () => {});
    test.only('chosen', async (t) => { await t.test('sub', () => {}); });
    describe('group', () => { it('no', () => {}); it.only('yes', () => {}); });`,
  'snapshot.mjs': `
    import { test } from 'node:test';
    test('snapshot', (t) => { t.assert.snapshot({ a: [1, 'b'] }); t.assert.snapshot('text'); });
    test('file', (t) => t.assert.fileSnapshot({ b: 1 }, './kept.json'));`,
  'module.mjs': `
    import { createRequire } from 'node:module';
    import { test } from 'node:test';
    test('mock of a module', async (t) => {
      t.mock.module('node:os', { namedExports: { hostname: () => 'mocked' } });
      t.diagnostic((await import('node:os')).hostname());
    });
    test('mock of a file', async (t) => {
      const mocked = t.mock.module('./service.js', { namedExports: { server: 'a mock' }, defaultExport: 'by default' });
      const { default: byDefault, server } = await import('./service.js');
      t.diagnostic(server + ' ' + byDefault);
      mocked.restore();
      t.diagnostic(typeof (await import('./service.js')).server.listen);
    });
    test('mock of a CommonJS module', async (t) => {
      const require = createRequire(import.meta.url);
      t.mock.module('./plain.cjs', { namedExports: { name: 'a mock' }, cache: true });
      t.diagnostic(require('./plain.cjs').name + ' ' + (await import('./plain.cjs')).name);
    });`,
  'plain.cjs': `exports.name = 'plain';`,
  'hangs.mjs': `
    import { test } from 'node:test';
    test('leaves a server', async () => { (await import('node:http')).createServer().listen(0); });`,
  'empty.mjs': '',
  'broken.mjs': 'const x = ;',
  'exits.mjs': `import { test } from 'node:test'; test('ends the process', () => process.exit(7));`,
  'reporter.mjs': `
    export default async function* (source) {
      for await (const { type, data } of source) if (/pass|fail|plan/.test(type)) yield [type, data.name, data.nesting].join(' ') + '\\n';
    }`,
};
for (const [name, text] of Object.entries(files)) {
  fs.mkdirSync(join(work, name, '..'), { recursive: true });
  fs.writeFileSync(join(work, name), text);
}

/** Without what differs from run to run, and what Node's own files have to do with it. */
const comparable = (text) =>
  text
    .replaceAll(work, '/project')
    .replace(/duration_ms\W+[\d.]+/g, 'duration_ms')
    .replace(/\([\d.]+ms\)/g, '(ms)')
    .replace(/(time|hostname)="[^"]*"/g, '$1')
    .replace(/^ +(at )?(async )?[^\n]*\(?node:[^\n]*\n/gm, '')
    .replace(/^( +)\S+ \(((file:\/\/)?\/project\/[^)]*)\)$/gm, '$1$2') // The name of a call is its engine's.
    .replace(/^( +stack: \|-)\n( +\.\.\.)/gm, '$2')
    .replace(/^node:internal.*\n.*\n +\^\n\n/gm, '');

function runs(...args) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
  console.log(`== ${args.join(' ')}: ${status} ${signal}`);
  if (stdout) console.log(comparable(stdout));
  if (stderr) console.log(comparable(stderr).replace(/^/gm, '! '));
}

runs('features.mjs');
runs('--test-reporter=spec', 'features.mjs');
runs('--test-name-pattern=/^s/i', '--test-skip-pattern=sync', 'features.mjs');
runs('--test-only', 'only.mjs');
runs('only.mjs');
runs('snapshot.mjs');
runs('--test-update-snapshots', 'snapshot.mjs');
runs('snapshot.mjs');
console.log(fs.readFileSync('snapshot.mjs.snapshot', 'utf8'), fs.readFileSync('kept.json', 'utf8'));
runs('--experimental-test-module-mocks', 'module.mjs');
runs('exits.mjs');
runs('--test-force-exit', 'hangs.mjs');

runs('--test');
runs(
  '--test',
  '--test-reporter=spec',
  '--test-concurrency=1',
  'test/service.test.js',
  'empty.mjs',
  'broken.mjs',
  'exits.mjs',
);
runs('--test', 'test/*.cjs', '--', 'unknown.mjs');
runs('--test', 'unknown.mjs');
runs('--test', 'unknown*.mjs');
runs('--test', '--test-timeout=1500', 'hangs.mjs');
runs('--test', '--test-force-exit', 'hangs.mjs');
runs('--test', '--test-shard=2/2');
runs('--test', '--test-shard=3/2');
runs('--test', '--test-shard=x');
runs('--test', '--experimental-test-isolation=none', 'only.mjs', 'empty.mjs', 'test/wrong.test.cjs');
runs('--test', '--experimental-test-isolation=other');
runs('--test', '--test-reporter=./reporter.mjs', '--test-reporter-destination=stderr');
runs(
  '--test',
  '--test-reporter=dot',
  '--test-reporter-destination=stdout',
  '--test-reporter=junit',
  '--test-reporter-destination=out.xml',
);
console.log(comparable(fs.readFileSync('out.xml', 'utf8')));
runs('--test', '--test-reporter=dot', '--test-reporter-destination=a', '--test-reporter-destination=b');
runs('--test', '-e', '1');

const { status, stdout } = spawnSync('npm', ['test'], { encoding: 'utf8' });
console.log(
  status,
  comparable(stdout)
    .split('\n')
    .filter((line) => /^(not )?ok|^# (tests|pass|fail)/.test(line)),
);

const events = run({ files: [join(work, 'test/service.test.js'), join(work, 'only.mjs')], concurrency: true });
for (const type of ['test:start', 'test:pass', 'test:fail', 'test:plan', 'test:diagnostic', 'test:summary']) {
  events.on(type, ({ name, nesting, message, file, line, success, counts }) => {
    const said = [type, name, nesting, message, file && file.slice(work.length), line, success, counts?.passed];
    console.log(comparable(said.filter((part) => part !== undefined).join(' ')));
  });
}
