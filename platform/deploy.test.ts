import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { Browser } from './browser.ts';
import { CommandRunner } from './commands.ts';
import type { Plan } from './deploy.ts';
import type { ProblemError } from './events.ts';
import { temporaryDirectory, writeApp } from './testing/app.ts';
import { TestPlatform } from './testing/platform.ts';

/** A service that tells its own text and one config variable. */
const tells = (text: string) => `
  import http from 'node:http';
  http.createServer((request, response) => response.end('${text} ' + process.env.A)).listen(process.env.PORT);
`;
/** A command for each release: it notes the variable A in the file NOTES, and fails when A is "bad". */
const NOTE = `
  import fs from 'node:fs';
  fs.appendFileSync(process.env.NOTES, process.env.A + '\\n');
  if (process.env.A === 'bad') throw new Error('no good');
`;

async function shop(t: TestContext, files: Record<string, string> = {}, plan: Partial<Plan> = {}) {
  const under = new TestPlatform(t);
  const notes = join(temporaryDirectory(t), 'notes');
  const config = { A: 'one', NOTES: notes };
  const deploy = await under.deploy({ 'web.js': tells('first'), 'note.js': NOTE, ...files }, { config, ...plan });
  const browser = new Browser(await under.platform.port());
  t.after(() => browser.close());
  return {
    under,
    deploy,
    ask: async () => (await browser.send({ method: 'GET', path: '/' })).body,
    noted: () => (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []),
    build: (changed: Record<string, string>) => {
      const directory = temporaryDirectory(t);
      writeApp(directory, { 'note.js': NOTE, ...files, ...changed });
      return under.platform.build({ directory, base: null, installed: [] });
    },
  };
}

const PHASE = { Procfile: 'release: node note.js\nweb: node web.js\n' };

test('a roll-back makes a new release of an older build and its config', async (t) => {
  const { under, deploy, ask, build } = await shop(t);
  await deploy.release(await build({ 'web.js': tells('second') }));
  await deploy.configure({ A: 'three' }, []);
  assert.equal(await ask(), 'second three');
  const runner = new CommandRunner(under.platform, await under.platform.port());
  t.after(() => runner.close());
  await runner.run({ id: 1, command: 'rollback', number: 1 });
  assert.equal(await ask(), 'first one');
  assert.deepEqual(
    deploy.releases.map(({ number, slug, reason }) => [number, slug.id === deploy.releases[0]?.slug.id, reason]),
    [
      [1, true, 'first deploy'],
      [2, false, `build ${deploy.releases[1]?.slug.id}`],
      [3, false, 'set A'],
      [4, true, 'rollback to v1'],
    ],
  );
  await assert.rejects(
    runner.run({ id: 2, command: 'rollback', number: 9 }),
    ({ problem }: ProblemError) => problem.code === 'bad-command' && /v9/.test(problem.title),
  );
});

test('the release phase runs once for each release, before its processes, and is none of them', async (t) => {
  const { under, deploy, ask, noted } = await shop(t, PHASE, { formation: { web: 2 } });
  assert.deepEqual(noted(), ['one']);
  assert.deepEqual(deploy.types, ['web']);
  const kinds = under.told.flatMap((event) =>
    event.event === 'one-off'
      ? [`${event.name} ${event.exit?.code ?? 'starts'}`]
      : event.event === 'process'
        ? ['process']
        : [],
  );
  assert.deepEqual(kinds.slice(0, 3), ['run.1 starts', 'run.1 0', 'process']);
  assert.equal((await deploy.configure({ A: 'two' }, [])).ok, true);
  assert.deepEqual(noted(), ['one', 'two']);
  await deploy.restart(null);
  assert.deepEqual(noted(), ['one', 'two']);
  assert.equal(await ask(), 'first two');
});

test('a release whose phase fails is refused: what ran before runs on, and is what is run and released next', async (t) => {
  const { under, deploy, ask } = await shop(t, PHASE);
  const pid = deploy.processes[0]?.pid;
  const { ok, output } = await deploy.configure({ A: 'bad' }, []);
  assert.equal(ok, false);
  assert.match(output, /no good/);
  assert.equal((await under.event('release-refused')).number, 2);
  const { problem } = await under.event('problem');
  assert.deepEqual([problem.code, problem.where?.file, problem.where?.line], ['release-refused', 'Procfile', 1]);
  assert.match(problem.cause, /^run\.2 exited with code 1\. Error: no good$/);
  assert.equal(deploy.refusal(deploy.releases[1]!), 'run.2 exited with code 1');
  assert.equal(deploy.processes[0]?.pid, pid);
  assert.equal(await ask(), 'first one');
  assert.equal((await deploy.run('node -p process.env.A')).stdout, 'one\n');
  await deploy.configure({ B: '1' }, []);
  assert.equal(deploy.releases[2]?.config['A'], 'one');
});

test('a first release whose phase fails starts nothing', async (t) => {
  const { under, deploy } = await shop(t, PHASE, { config: { A: 'bad', NOTES: join(temporaryDirectory(t), 'notes') } });
  await under.event('release-refused', ({ number }) => number === 1);
  assert.deepEqual(deploy.processes, []);
});

test('a one-off has the code, the config and no port of the release, and a machine of its own', async (t) => {
  const { under, deploy } = await shop(t, {
    'look.js': `
      import fs from 'node:fs';
      fs.writeFileSync('left', 'x');
      console.log(process.env.A, process.env.PORT, process.env.EXTRA, fs.existsSync('web.js'));
      process.exit(3);
    `,
  });
  const result = await deploy.run('node look.js', { EXTRA: 'more' });
  assert.deepEqual(result, { name: 'run.1', code: 3, signal: null, stdout: 'one undefined more true\n', stderr: '' });
  await under.event('log', ({ source, line }) => source === 'run.1' && line.startsWith('one undefined'));
  const { command, release } = await under.event('one-off', ({ exit }) => exit?.code === 3);
  assert.deepEqual([command, release], ['node look.js', 1]);
  assert.ok(!existsSync(join(deploy.machine('web.1').app, 'left')));
  assert.equal((await deploy.run('nodee look.js')).code, 127);
  await under.event('log', ({ line }) => line.includes('there is no command "nodee"'));
});

for (const line of ['', '  ', 'node "open', 'cat a | b']) {
  test(`a one-off cannot be run from ${JSON.stringify(line)}`, async (t) => {
    const { under } = await shop(t, {}, { formation: {} });
    const runner = new CommandRunner(under.platform, await under.platform.port());
    t.after(() => runner.close());
    await assert.rejects(
      runner.run({ id: 1, command: 'run', line }),
      ({ problem }: ProblemError) => problem.code === 'bad-command' && problem.title.endsWith('cannot be run'),
    );
  });
}

const WAITS = 'console.log("waits"); setInterval(() => {}, 1000);';

test('a one-off that does not end ends with its deploy', async (t) => {
  const { under, deploy } = await shop(t, { 'wait.js': WAITS });
  const waiting = deploy.run('node wait.js');
  await under.event('log', ({ line }) => line === 'waits');
  await deploy.stop();
  assert.equal((await waiting).signal, 'SIGKILL');
});

test('a release phase that is ended with its deploy is not refused, and nothing starts after it', async (t) => {
  const under = new TestPlatform(t);
  const deploying = under.deploy({ Procfile: 'release: node wait.js\nweb: node web.js\n', 'wait.js': WAITS });
  await under.event('log', ({ line }) => line === 'waits');
  await under.platform.undeploy();
  assert.deepEqual((await deploying).processes, []);
  assert.ok(!under.told.some(({ event }) => event === 'release-refused' || event === 'problem'));
});

test('several services take the place of others in one release of the same build', async (t) => {
  const names = ['kv.1', 'kv.2', 'queue.2'] as const;
  const { deploy } = await shop(t, {}, { services: [{ name: names[0], kind: 'key-value', config: 'STORE_URL' }] });
  for (const name of names.slice(1)) await deploy.addService({ name, kind: 'key-value' });
  await deploy.attach({ STORE_URL: 'kv.2', QUEUE_URL: 'queue.2' });
  const [first, second, ...more] = deploy.releases;
  assert.equal(more.length, 0);
  assert.equal(second?.slug, first?.slug);
  assert.equal(second?.config['STORE_URL'], deploy.service('kv.2').url);
  assert.equal(second?.config['QUEUE_URL'], deploy.service('queue.2').url);
  assert.deepEqual(
    names.map((name) => deploy.service(name).state.attachedAs),
    [null, 'STORE_URL', 'QUEUE_URL'],
  );
});

test('a service with a fixed port waits while another platform has one there', async (t) => {
  const services: Plan['services'] = [
    { name: 'kv.1', kind: 'key-value', config: 'STORE_URL', fixed: { port: 31_997, password: 'x' } },
  ];
  const first = await shop(t, {}, { services });
  const under = new TestPlatform(t);
  const second = under.deploy({ 'web.js': tells('second') }, { services });
  await under.event('log', ({ line }) => line === 'kv.1 waits: another program has port 31997');
  await first.under.platform.close();
  assert.equal((await second).service('kv.1').state.phase, 'up');
});

test('a deploy beside has releases, processes, a router and a log of its own', async (t) => {
  const { under, deploy, ask, build, noted } = await shop(t, PHASE);
  const { config } = deploy.releases[0]!;
  const slug = await build({ 'web.js': tells('beside') });
  const plan = { formation: { web: 1 }, config: { ...config, A: 'two' }, port: null, services: [] };
  const { deploy: beside, port } = await under.platform.deployBeside('staging', slug, plan);
  const browser = new Browser(port);
  t.after(() => browser.close());
  assert.equal((await browser.send({ method: 'GET', path: '/' })).body, 'beside two');
  assert.equal(await ask(), 'first one');
  assert.deepEqual(
    beside.processes.map(({ name }) => name),
    ['staging/web.1'],
  );
  assert.equal((await beside.run('node -p 1')).name, 'staging/run.2');
  await beside.configure({ A: 'bad' }, []);
  const { deploy: of } = await under.event('release-refused');
  assert.equal(of, 'staging');
  assert.deepEqual([deploy.releases.length, beside.releases.length], [1, 2]);
  assert.deepEqual(noted(), ['one', 'two', 'bad']);
  await under.platform.undeploy();
  await under.event('process-gone', ({ name }) => name === 'staging/web.1');
});
