import assert from 'node:assert/strict';
import test from 'node:test';
import type { TestContext } from 'node:test';
import type { ExampleFiles } from './example-files.ts';
import { readText } from './example-files.ts';
import { SharedContainer } from './runtime/shared.ts';
import type { Container, FileSystemTree } from './runtime/container.ts';
import { Session, type SessionParts } from './session.ts';
import { idleView, reduce } from './state.ts';
import type { LabPhase, LabView } from './state.ts';
import type { Task } from './platform-client.ts';
import { processState } from './testing/events.ts';
import { FakeContainer } from './testing/fake-container.ts';
import type { FakeProcess } from './testing/fake-container.ts';

const RUN: Task = { kind: 'run', version: 'wrong' };
const hello = { event: 'hello', protocol: 1, node: 'v22.23.2', pid: 1, signals: 'native', port: 8080 } as const;

/** Plays a platform that starts one process and stops when asked. */
function polite(process: FakeProcess): void {
  process.say(hello);
  process.say({ event: 'process', process: processState('web.1') });
  process.onCommand = ({ command }) => command === 'stop' && process.exit(0);
}

/** A lab without its panels: a session, and the view that its actions make. */
function lab(
  boot: () => Promise<Container>,
  shared = new SharedContainer(() => ({ probe: false, check: () => undefined, boot })),
  changed: Partial<SessionParts> = {},
) {
  const state: { view: LabView } = { view: idleView };
  const waiting: (() => void)[] = [];
  const tree = { wrong: { directory: { 'web.js': { file: { contents: 'published' } } } } };
  const session = new Session({
    container: shared,
    example: { name: '06-processes', meta: { services: [] }, tree } as unknown as ExampleFiles,
    platform: () => Promise.resolve({ 'platform.cjs': { file: { contents: '' } } }),
    postgres: () => Promise.reject(new Error('this example wants none')),
    dispatch: (action) => {
      state.view = reduce(state.view, action);
      for (const look of waiting) look();
    },
    ...changed,
  });
  /** Settles when the view has come to a phase. */
  const reaches = (phase: LabPhase) =>
    new Promise<void>((resolve) => {
      const look = () => state.view.phase === phase && resolve();
      waiting.push(look);
      look();
    });
  return { session, state, reaches, shared };
}

/** Lets mocked time pass in steps, so that promises between two timers get their turn. */
async function pass(context: TestContext, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 250) {
    context.mock.timers.tick(250);
    await new Promise(setImmediate);
  }
}

test('a start mounts the example with the edits laid over, and runs', async () => {
  const container = new FakeContainer(polite);
  const { session, reaches } = lab(() => Promise.resolve(container));
  await session.start(RUN, new Map([['wrong/web.js', 'mine']]));
  await reaches('running');
  assert.equal(readText(container.mounted[0]!, 'examples/06-processes/wrong/web.js'), 'mine');
  assert.equal(readText(container.mounted[0]!, 'platform/platform.cjs'), '');
  assert.deepEqual(container.processes[0]?.args.slice(0, 2), ['platform/platform.cjs', 'run']);
});

test('the platform loads while the container boots, and a boot that fails is what is told', async () => {
  let loading = false;
  const { session, state } = lab(
    () => {
      assert.ok(loading);
      return Promise.reject(new Error('no room'));
    },
    undefined,
    {
      platform: () => {
        loading = true;
        return Promise.reject(new Error('no platform'));
      },
    },
  );
  await session.start(RUN, new Map());
  assert.match(JSON.stringify(state.view.problem), /no room/);
});

test('stop asks the platform, and keeps the container for the next run', async () => {
  const container = new FakeContainer(polite);
  const { session, reaches, state } = lab(() => Promise.resolve(container));
  await session.start(RUN, new Map());
  await reaches('running');
  await session.stop();
  assert.equal(state.view.phase, 'stopped');
  assert.equal(container.tornDown, false);
  await session.start(RUN, new Map());
  await reaches('running');
  assert.equal(container.processes.length, 2);
});

test('a platform that does not stop is killed', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const container = new FakeContainer((process) => {
    polite(process);
    process.onCommand = () => undefined;
  });
  const { session, reaches, state } = lab(() => Promise.resolve(container));
  await session.start(RUN, new Map());
  await reaches('running');
  const stopped = session.stop();
  await pass(context, 5000);
  await stopped;
  assert.equal(state.view.phase, 'stopped');
  assert.equal(container.tornDown, false);
});

test('a container that the browser has ended is thrown away, and the next run gets a fresh one', async () => {
  const containers: FakeContainer[] = [];
  const boot = () => {
    containers.push(new FakeContainer(polite));
    return Promise.resolve(containers.at(-1)!);
  };
  const { session, reaches, state } = lab(boot);
  await session.start(RUN, new Map());
  await reaches('running');
  containers[0]!.processes[0]!.lose('no memory');
  await reaches('failed');
  assert.equal(state.view.problem?.code, 'container-gone');
  assert.match(state.view.problem.cause, /no memory/);
  assert.equal(containers[0]!.tornDown, true);
  await session.start(RUN, new Map());
  await reaches('running');

  // It is found out at the next run when nothing ran.
  await session.stop();
  containers[1]!.lost = true;
  await session.start(RUN, new Map());
  assert.equal(state.view.problem?.code, 'container-gone');
  await session.start(RUN, new Map());
  await reaches('running');
  assert.equal(containers.length, 3);
});

test('a container that does not even kill is thrown away, and the next run gets a fresh one', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const containers: FakeContainer[] = [];
  const boot = () => {
    const stubborn = containers.length === 0;
    const container = new FakeContainer((process) => {
      polite(process);
      if (stubborn) process.onCommand = process.onKill = () => undefined;
    });
    containers.push(container);
    return Promise.resolve(container);
  };
  const { session, reaches } = lab(boot);
  await session.start(RUN, new Map());
  await reaches('running');
  const stopped = session.stop();
  await pass(context, 7000);
  await stopped;
  await session.start(RUN, new Map());
  await reaches('running');
  assert.deepEqual(
    containers.map(({ tornDown }) => tornDown),
    [true, false],
  );
});

test('a stop while the container boots ends at once, and what boots late starts nothing', async () => {
  const container = new FakeContainer(polite);
  let booted: (container: Container) => void = () => undefined;
  const { session, reaches, state } = lab(() => new Promise((resolve) => (booted = resolve)));
  const start = session.start(RUN, new Map());
  await reaches('booting');
  await session.stop();
  assert.equal(state.view.phase, 'stopped');
  booted(container);
  await start;
  assert.deepEqual(container.processes, []);
  assert.equal(state.view.phase, 'stopped');
});

test('a boot that fails is told, and the next start tries again', async () => {
  let tries = 0;
  const container = new FakeContainer(polite);
  const { session, reaches, state } = lab(() =>
    ++tries === 1 ? Promise.reject(new Error('no worker')) : Promise.resolve(container),
  );
  await session.start(RUN, new Map());
  assert.equal(state.view.phase, 'failed');
  assert.match(state.view.problem?.cause ?? '', /no worker/);
  await session.start(RUN, new Map());
  await reaches('running');
  assert.equal(state.view.problem, null);
});

test('a container that never comes up is given up after a limit', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { session, state } = lab(() => new Promise(() => undefined));
  const start = session.start(RUN, new Map());
  await pass(context, 31_000);
  await start;
  assert.equal(state.view.phase, 'failed');
  assert.equal(state.view.problem?.code, 'no-container');
});

test('a start while something runs stops that first', async () => {
  const container = new FakeContainer(polite);
  const { session, reaches, state } = lab(() => Promise.resolve(container));
  await session.start(RUN, new Map());
  await reaches('running');
  await session.start({ kind: 'run', version: 'right' }, new Map());
  await reaches('running');
  assert.deepEqual(
    container.processes.map(({ args }) => args[3]),
    ['wrong', 'right'],
  );
  assert.deepEqual(
    container.processes[0]?.commands.map(({ command }) => command),
    ['stop'],
  );
  assert.equal(state.view.system.processes.length, 1);
});

test('reset needs nobody: the container goes and the view is as at first', async () => {
  const container = new FakeContainer((process) => {
    polite(process);
    process.onCommand = process.onKill = () => undefined;
  });
  const { session, reaches, state } = lab(() => Promise.resolve(container));
  await session.start(RUN, new Map());
  await reaches('running');
  session.reset();
  assert.deepEqual(state.view, idleView);
  await new Promise(setImmediate);
  assert.equal(container.tornDown, true);
  container.processes[0]?.say({ event: 'process', process: processState('web.9') });
  await new Promise(setImmediate);
  assert.deepEqual(state.view, idleView);
});

test('the labs of a page take turns in one container', async () => {
  const container = new FakeContainer(polite);
  const first = lab(() => Promise.resolve(container));
  const second = lab(() => Promise.reject(new Error('must not boot again')), first.shared);
  await first.session.start(RUN, new Map());
  await first.reaches('running');
  await second.session.start(RUN, new Map());
  await second.reaches('running');
  assert.equal(first.state.view.phase, 'stopped');
  first.session.reset();
  await new Promise(setImmediate);
  assert.equal(container.tornDown, false, 'a reset leaves the other lab alone');
});

test('an error of the container is told while the platform runs on', async () => {
  const container = new FakeContainer(polite);
  const { session, reaches, state } = lab(() => Promise.resolve(container));
  await session.start(RUN, new Map());
  await reaches('running');
  container.fail('out of memory');
  assert.equal(state.view.problem?.code, 'container-failed');
  assert.equal(state.view.phase, 'running');
});

test('an opened bench boots the container that the run then takes', async () => {
  let boots = 0;
  const { session, reaches } = lab(() => {
    boots++;
    return Promise.resolve(new FakeContainer(polite));
  });
  session.prepare();
  await session.start(RUN, new Map());
  await reaches('running');
  assert.equal(boots, 1);
});

test('a boot that failed ahead of the run says nothing, and the run boots afresh', async () => {
  let boots = 0;
  const { session, state, reaches } = lab(() =>
    ++boots === 1 ? Promise.reject(new Error('no memory')) : Promise.resolve(new FakeContainer(polite)),
  );
  session.prepare();
  await new Promise(setImmediate);
  assert.equal(state.view.phase, 'idle');
  await session.start(RUN, new Map());
  await reaches('running');
  assert.equal(boots, 2);
});

/** An example with a database. */
const withDatabase = {
  name: '04-backing-services',
  meta: { services: [{ name: 'postgres.1', kind: 'postgres', config: 'DATABASE_URL' }] },
  tree: {},
} as unknown as ExampleFiles;

test('an example with a database has it mounted beside the platform', async () => {
  const container = new FakeContainer(polite);
  const { session, state, reaches } = lab(() => Promise.resolve(container), undefined, {
    example: withDatabase,
    postgres: (_, progress) => {
      progress({ what: 'PostgreSQL', bytes: 1, total: 2 });
      assert.deepEqual(state.view.loading, { what: 'PostgreSQL', bytes: 1, total: 2 });
      return Promise.resolve({ 'postgres.cjs': { file: { contents: 'the program' } } });
    },
  });
  void session.start({ kind: 'run', version: 'wrong' }, new Map());
  await reaches('running');
  assert.equal(state.view.loading, null);
  const { platform } = container.mounted[0] as { platform: { directory: FileSystemTree } };
  assert.equal(readText(platform.directory, 'postgres/postgres.cjs'), 'the program');
});

test('a stop ends the loading of a database', async () => {
  let aborted = false;
  const { session, state, reaches } = lab(() => Promise.resolve(new FakeContainer(polite)), undefined, {
    example: withDatabase,
    postgres: (signal, progress) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => ((aborted = true), reject(new Error('aborted'))));
        progress({ what: 'PostgreSQL', bytes: 1, total: 2 });
        void session.stop();
      }),
  });
  void session.start({ kind: 'run', version: 'wrong' }, new Map());
  await reaches('stopped');
  assert.deepEqual([aborted, state.view.problem], [true, null]);
});
