import assert from 'node:assert/strict';
import test from 'node:test';
import { Browser } from './browser.ts';
import { ProblemError } from './events.ts';
import { createLab } from './lab.ts';
import { HELLO, temporaryDirectory, writeApp } from './testing/app.ts';
import { TestPlatform } from './testing/platform.ts';

test('hello comes first and tells the way of signals', async (t) => {
  const under = new TestPlatform(t);
  await under.deploy({ 'web.js': HELLO });
  assert.equal(under.told[0]?.event, 'hello');
  assert.equal((await under.event('hello')).signals, 'native');
});

test('a process type that the plan does not name begins with no process, and can be scaled', async (t) => {
  const under = new TestPlatform(t);
  const deploy = await under.deploy({
    Procfile: 'web: node web.js\nworker: node worker.js\n',
    'web.js': HELLO,
    'worker.js': 'setInterval(() => {}, 1000);',
  });
  assert.deepEqual(deploy.types, ['web', 'worker']);
  await under.event('formation', ({ formation }) => formation['web'] === 1 && formation['worker'] === 0);
  await deploy.scale('worker', 2);
  assert.deepEqual(
    deploy.processes.map(({ name }) => name),
    ['web.1', 'worker.1', 'worker.2'],
  );
});

test('an experiment scales two process types at once', async (t) => {
  const under = new TestPlatform(t);
  const plan = { formation: { web: 1 }, config: {}, port: null, services: [] };
  const app = { directory: temporaryDirectory(t), base: null, installed: [] };
  writeApp(app.directory, {
    Procfile: 'web: node web.js\nworker: node worker.js\n',
    'web.js': HELLO,
    'worker.js': 'setInterval(() => {}, 1000);',
  });
  const deploy = await under.platform.deploy(app, plan);
  const lab = createLab(under.platform, { deploy, app, plan, port: await under.platform.port(), tell: () => {} });
  t.after(() => lab.close());
  // A worker is up when it is started, and web when it listens.
  await Promise.all([lab.scale('web', 3), lab.scale('worker', 2)]);
  assert.equal(lab.processes().filter(({ phase }) => phase === 'up').length, 5);
});

test('a platform that is closed starts nothing any more', async (t) => {
  const under = new TestPlatform(t);
  const deploy = await under.deploy({ 'web.js': HELLO });
  await under.platform.close();
  await assert.rejects(deploy.scale('web', 2), ProblemError);
  await assert.rejects(under.deploy({ 'web.js': HELLO }), ProblemError);
  assert.deepEqual(deploy.processes, []);
});

test('scales up and down, and the router goes along', async (t) => {
  const under = new TestPlatform(t);
  const deploy = await under.deploy({ 'web.js': HELLO });
  await deploy.scale('web', 3);
  assert.deepEqual(
    deploy.processes.map(({ name, phase }) => `${name} ${phase}`),
    ['web.1 up', 'web.2 up', 'web.3 up'],
  );
  assert.equal(new Set(deploy.processes.map(({ port }) => port)).size, 3);
  await deploy.scale('web', 1);
  assert.deepEqual(
    deploy.processes.map(({ name }) => name),
    ['web.1'],
  );
  await under.event('process-gone', ({ name }) => name === 'web.3');

  const browser = new Browser(await under.platform.port());
  t.after(() => browser.close());
  const answer = await browser.send({ method: 'GET', path: '/' });
  assert.equal(answer.body, String(deploy.processes[0]?.pid));
});

test('the first web process has the port that the plan names, in a deploy beside as well', async (t) => {
  const under = new TestPlatform(t);
  const deploy = await under.deploy({ 'web.js': HELLO });
  const [release] = deploy.releases;
  const plan = { formation: { web: 2 }, config: {}, port: 9417, services: [] };
  const beside = await under.platform.deployBeside('other', release!.slug, plan);
  const [first, second] = beside.deploy.processes;
  assert.deepEqual([first?.name, first?.phase, first?.port], ['other/web.1', 'up', 9417]);
  assert.notEqual(second?.port, 9417);
});

test('a process has the environment of its release and nothing else, and a clean disk after a restart', async (t) => {
  process.env['LEAK'] = 'leaks';
  t.after(() => delete process.env['LEAK']);
  const under = new TestPlatform(t);
  const deploy = await under.deploy({
    'web.js': `
      import fs from 'node:fs';
      import http from 'node:http';
      http.createServer((request, response) => {
        fs.appendFileSync('visits', 'x');
        response.end(JSON.stringify({ names: Object.keys(process.env).sort(), visits: fs.readFileSync('visits', 'utf8'), A: process.env.A }));
      }).listen(process.env.PORT);
    `,
  });
  const browser = new Browser(await under.platform.port());
  t.after(() => browser.close());
  const ask = async () =>
    JSON.parse((await browser.send({ method: 'GET', path: '/' })).body) as {
      names: string[];
      visits: string;
      A?: string;
    };
  await ask();
  const before = await ask();
  assert.deepEqual(before.names, ['HOME', 'PATH', 'PORT', 'TMPDIR']);
  assert.equal(before.visits, 'xx');

  const machine = deploy.processes[0]?.machine;
  await deploy.configure({ A: '1' }, []);
  assert.equal((await under.event('release', ({ number }) => number === 2)).reason, 'set A');
  const after = await ask();
  assert.deepEqual([after.visits, after.A], ['x', '1']);
  assert.notEqual(deploy.processes[0]?.machine, machine);
});

test('a killed process comes back after a while, which is no problem of the app', async (t) => {
  const under = new TestPlatform(t);
  const deploy = await under.deploy({ 'web.js': HELLO });
  const pid = deploy.processes[0]?.pid;
  deploy.signal('web.1', 'SIGKILL');
  await under.event('process', ({ process }) => process.phase === 'crashed' && process.exit?.signal === 'SIGKILL');
  const { process } = await under.event('process', ({ process: state }) => state.phase === 'up' && state.pid !== pid);
  assert.equal(process.restarts, 1);
  assert.ok(!under.told.some(({ event }) => event === 'problem'));
});

test('a process that crashes at its start is tried again, and its problem told once', async (t) => {
  const under = new TestPlatform(t);
  await under.deploy({ 'web.js': 'console.error("starts");\nthrow new Error("broken");\n' });
  await under.event('process', ({ process }) => process.phase === 'held' && process.restarts === 1);
  const { problem } = await under.event('problem');
  assert.deepEqual([problem.code, problem.process, problem.where?.line], ['crash', 'web.1', 2]);
  assert.equal(under.told.filter(({ event }) => event === 'problem').length, 1);
});

test('a command that does not exist is told with its line, and not tried again', async (t) => {
  const under = new TestPlatform(t);
  await under.deploy({ Procfile: '# shop\nweb: nodee web.js\n' });
  const { problem } = await under.event('problem');
  assert.deepEqual([problem.code, problem.where], ['unknown-command', { file: 'Procfile', line: 2, column: null }]);
  await under.event('process', ({ process }) => process.phase === 'held' && process.restarts === 0);
});

test('a service that listens on a port of its own choice is told so', async (t) => {
  const under = new TestPlatform(t, { limits: { listen: 3000 } });
  await under.deploy({
    'web.js': `
      import http from 'node:http';
      const server = http.createServer().listen(0, () => console.log('http://localhost:' + server.address().port));
    `,
  });
  const { problem } = await under.event('problem');
  assert.equal(problem.code, 'never-listens');
  assert.match(problem.cause, /It listens on port \d+ instead/);
  assert.match(problem.mend, /process\.env\.PORT/);
});

test('SIGTERM reaches the app; who ignores it is killed after the grace period', async (t) => {
  const under = new TestPlatform(t, { limits: { grace: 300 } });
  const deploy = await under.deploy(
    {
      Procfile: 'web: node web.js\nworker: node worker.js\n',
      'web.js': `${HELLO} process.on('SIGTERM', () => { console.log('goodbye'); process.exit(0); });`,
      'worker.js': `process.on('SIGTERM', () => console.log('no')); setInterval(() => {}, 1000); console.log('ready');`,
    },
    { formation: { web: 1, worker: 1 } },
  );
  await under.event('log', ({ source, line }) => source === 'worker.1' && line === 'ready');
  await deploy.stop();
  await under.event('log', ({ line }) => line === 'goodbye');
  assert.deepEqual(
    deploy.processes.map(({ exit }) => exit),
    [
      { code: 0, signal: null },
      { code: null, signal: 'SIGKILL' },
    ],
  );
});

test('what a process started ends with it', async (t) => {
  const under = new TestPlatform(t);
  const deploy = await under.deploy(
    {
      Procfile: 'worker: node worker.js\n',
      'worker.js': `
      import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      console.log('child ' + child.pid);
    `,
    },
    { formation: { worker: 1 } },
  );
  const { line } = await under.event('log', (log) => log.line.startsWith('child '));
  await deploy.stop();
  assert.ok(await gone(Number(line.slice(6))));
});

/** Whether a process ends within a short time. */
async function gone(pid: number): Promise<boolean> {
  for (let i = 0; i < 200; i++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}
