import assert from 'node:assert/strict';
import test from 'node:test';
import type { PlatformEvent } from '../../platform/protocol.ts';
import { hasResults, idleView, reduce } from './state.ts';
import type { LabAction, LabView } from './state.ts';
import type { Task } from './platform-client.ts';
import { event, processState, routerRecord, serviceState } from './testing/events.ts';

const RUN: Task = { kind: 'run', version: 'wrong' };
const EXPERIMENT: Task = { kind: 'experiment', experiment: 'half-logged-out', seed: null };

const syntaxError = {
  code: 'syntax-error' as const,
  title: 'Node cannot read web.js',
  cause: 'SyntaxError: missing )',
  mend: 'Mend line 3.',
  where: { file: 'web.js', line: 3, column: 1 },
  process: 'web.1',
};

function after(task: Task, ...events: (PlatformEvent | LabAction)[]): LabView {
  const start: LabAction = { type: 'start', task, at: 100 };
  return [start, ...events].reduce<LabView>(
    (view, step) => reduce(view, 'type' in step ? step : { type: 'event', event: step }),
    idleView,
  );
}

const ended = (code: number | null, byReader = false): LabAction => ({ type: 'ended', code, byReader, at: 200 });
const process = (name: string, changes = {}) => event({ event: 'process', process: processState(name, changes) });
const request = (number: number, by: string | null, status: number) =>
  event({ event: 'request', request: routerRecord(number, by, status) });
const step = (version: string) =>
  event({ event: 'experiment', experiment: 'half-logged-out', version, seed: '7f3a', step: 'log in', done: false });
const reading = (version: string, value: number) =>
  event({
    event: 'reading',
    experiment: 'half-logged-out',
    version,
    reading: { measure: 'refused', value, of: 20, strip: null },
  });

test('a start boots, and runs once the first process is up', () => {
  assert.equal(after(RUN).phase, 'booting');
  assert.equal(after(RUN, process('web.1', { phase: 'starting' })).phase, 'booting');
  assert.equal(after(RUN, process('web.1')).phase, 'running');
});

test('processes stand in the order of their numbers, each once', () => {
  const view = after(RUN, process('web.10'), process('web.2'), process('web.10', { restarts: 1 }));
  assert.deepEqual(
    view.system.processes.map(({ name, restarts }) => [name, restarts]),
    [
      ['web.2', 0],
      ['web.10', 1],
    ],
  );
});

test('a process that leaves the formation leaves the table', () => {
  const view = after(RUN, process('web.1'), process('web.2'), event({ event: 'process-gone', name: 'web.2' }));
  assert.deepEqual(
    view.system.processes.map(({ name }) => name),
    ['web.1'],
  );
});

test('requests are counted by the process that answered', () => {
  const view = after(RUN, request(1, 'web.1', 200), request(2, 'web.2', 401), request(3, null, 503));
  assert.equal(view.system.sent, 3);
  assert.deepEqual(view.system.tallies, {
    'web.1': { answered: 1, refused: 0 },
    'web.2': { answered: 1, refused: 1 },
    router: { answered: 1, refused: 1 },
  });
});

test("the router's line about a refused request is marked, one about an answered request is not", () => {
  const line = (text: string) => event({ event: 'log', source: 'router', stream: 'platform', line: text });
  const view = after(
    RUN,
    request(1, 'web.1', 200),
    line('GET / 200 #1'),
    request(2, 'web.2', 401),
    line('GET / 401 #2'),
  );
  assert.deepEqual(
    view.log.filter(({ source }) => source === 'router').map(({ wrong }) => wrong),
    [false, true],
  );
});

test('the log is bounded and its lines are cut', () => {
  const flood = Array.from({ length: 1500 }, (_, index) =>
    event({ event: 'log', source: 'web.1', stream: 'stdout', line: `${index} ${'x'.repeat(5000)}` }),
  );
  const { log } = after(RUN, ...flood);
  assert.equal(log.length, 1000);
  // Those 1500, and the one that says what was started.
  assert.equal(log.at(-1)?.id, 1501);
  assert.ok(log.every(({ text }) => text.length < 2100));
});

test('a problem goes when the process that had it is up', () => {
  const broken = after(RUN, process('web.1', { phase: 'crashed' }), event({ event: 'problem', problem: syntaxError }));
  assert.equal(broken.problem?.code, 'syntax-error');
  assert.equal(reduce(broken, { type: 'event', event: process('web.2') }).problem?.code, 'syntax-error');
  assert.equal(reduce(broken, { type: 'event', event: process('web.1') }).problem, null);
});

test('a crash is told until it is dismissed, since its process comes back at once', () => {
  const crash = event({ event: 'problem', problem: { ...syntaxError, code: 'crash' } });
  const back = after(RUN, process('web.1'), crash, process('web.1', { restarts: 1 }));
  assert.equal(back.problem?.code, 'crash');
  assert.equal(reduce(back, { type: 'dismiss-problem' }).problem, null);
});

test('what the reader stops is stopped, and nothing in it seems to run', () => {
  const view = after(RUN, process('web.1'), event({ event: 'service', service: serviceState() }), ended(null, true));
  assert.equal(view.phase, 'stopped');
  assert.deepEqual(
    [...view.system.processes, ...view.system.services].map(({ pid }) => pid),
    [null, null],
  );
});

test('a platform that ends by itself with an error has failed, and the lab says so', () => {
  const view = after(RUN, process('web.1'), ended(2));
  assert.equal(view.phase, 'failed');
  assert.match(view.problem?.cause ?? '', /code 2/);
});

test('a failure keeps the reason that the platform gave', () => {
  const view = after(RUN, event({ event: 'problem', problem: syntaxError }), ended(2));
  assert.equal(view.phase, 'failed');
  assert.equal(view.problem?.title, 'Node cannot read web.js');
});

test('an experiment keeps the readings and the last picture of both versions', () => {
  const view = after(
    EXPERIMENT,
    step('wrong'),
    process('web.1'),
    process('web.2'),
    request(1, 'web.2', 401),
    reading('wrong', 10),
    event({ event: 'process-gone', name: 'web.1' }),
    event({ event: 'process-gone', name: 'web.2' }),
    step('right'),
    process('web.1'),
    request(2, 'web.1', 200),
    reading('right', 0),
    ended(0),
  );
  assert.equal(view.phase, 'done');
  assert.deepEqual(
    Object.entries(view.experiment!.readings).map(([version, [first]]) => [version, first?.value]),
    [
      ['wrong', 10],
      ['right', 0],
    ],
  );
  const { wrong, right } = view.experiment!.systems;
  assert.equal(wrong?.processes.length, 2);
  assert.equal(wrong?.tallies['web.2']?.refused, 1);
  assert.equal(right?.sent, 1);
});

test('an experiment that reads one version only has failed', () => {
  const view = after(EXPERIMENT, step('wrong'), process('web.1'), reading('wrong', 10), ended(2));
  assert.equal(view.phase, 'failed');
});

test('opening the bench clears what an experiment left there, and keeps its results', () => {
  const done = after(EXPERIMENT, step('wrong'), process('web.1'), reading('wrong', 10), step('right'));
  const view = after(
    EXPERIMENT,
    step('wrong'),
    process('web.1'),
    reading('wrong', 10),
    step('right'),
    reading('right', 0),
    ended(0),
  );
  const bench = reduce(view, { type: 'clear-bench' });
  assert.equal(bench.phase, 'idle');
  assert.deepEqual(bench.system, idleView.system);
  assert.deepEqual(bench.experiment?.readings, view.experiment?.readings);
  assert.equal(hasResults(bench), true);
  assert.equal(hasResults(done), false);
});

test('opening the bench leaves alone what runs, and what failed', () => {
  const failed = after(EXPERIMENT, step('wrong'), event({ event: 'problem', problem: syntaxError }), ended(2));
  for (const view of [after(RUN, process('web.1')), failed]) assert.equal(reduce(view, { type: 'clear-bench' }), view);
});

test('a line in the log parts one start from the next', () => {
  const view = after(RUN, { type: 'start', task: EXPERIMENT, at: 200 });
  assert.deepEqual(
    view.log.map(({ source, text }) => `${source} ${text}`),
    ['lab runs the version wrong', 'lab runs the experiment half-logged-out'],
  );
});

test('checks that do not hold are a result, not a failure of the lab', () => {
  const result = { check: 'cart', value: '10 of 20', expected: '20 of 20', holds: false };
  const view = after(
    { kind: 'check', version: 'starter' },
    process('web.1'),
    event({ event: 'check', version: 'starter', result }),
    ended(1),
  );
  assert.equal(view.phase, 'done');
  assert.deepEqual(view.checks?.results, [result]);
  assert.deepEqual(view.system.processes, [], 'nothing of the deploy that was checked is left on the bench');
});

test('the jar holds the last cookie of each name, and drops one that is taken back', () => {
  const response = (setCookie: string) =>
    event({
      event: 'response',
      id: 1,
      number: 1,
      status: 200,
      process: 'web.1',
      headers: { 'set-cookie': setCookie },
      body: '',
      milliseconds: 1,
    });
  const filled = after(RUN, response('a=1; HttpOnly\nb=2'), response('a=3'));
  assert.deepEqual(filled.cookies, ['b=2', 'a=3']);
  assert.deepEqual(reduce(filled, { type: 'event', event: response('b=; Max-Age=0') }).cookies, ['a=3']);
});

test('a view is never changed in place', () => {
  const frozen = Object.freeze(after(RUN, process('web.1')));
  Object.freeze(frozen.system);
  Object.freeze(frozen.system.processes);
  Object.freeze(frozen.log);
  reduce(frozen, { type: 'event', event: process('web.2') });
  reduce(frozen, { type: 'event', event: request(1, 'web.1', 200) });
  reduce(frozen, { type: 'stray', line: 'hello', at: 1 });
  assert.equal(frozen.system.processes.length, 1);
});

const release = (number: number, reason: string, changes: object = {}) =>
  event({ event: 'release', deploy: 'production', number, slug: `s${number}`, config: {}, reason, ...changes });
const refused = (number: number) =>
  event({ event: 'release-refused', deploy: 'production', number, why: 'run.1 exited with code 1' });

test('the newest release that was not refused is the current one, with its build and config', () => {
  const view = after(
    RUN,
    release(1, 'first deploy', { config: { A: '1' } }),
    process('web.1'),
    release(2, 'set A', { config: { A: '2' } }),
    refused(2),
  );
  assert.deepEqual([view.system.release, view.system.slug, view.system.config], [1, 's1', { A: '1' }]);
  assert.deepEqual(
    view.system.releases.map(({ number, refused }) => [number, refused]),
    [
      [1, null],
      [2, 'run.1 exited with code 1'],
    ],
  );
  assert.equal(after(RUN, release(1, 'first deploy', { deploy: 'staging' })).system.release, null);
});

test('a first release that is refused is not waited for', () => {
  const view = after(RUN, release(1, 'first deploy'), refused(1));
  assert.deepEqual([view.phase, view.step, view.system.release], ['running', null, null]);
});

test('the last one-off of production is kept, as it starts and as it ends', () => {
  const oneOff = (deploy: string, name: string, exit: { code: number; signal: null } | null) =>
    event({ event: 'one-off', deploy, name, command: 'node migrate.js', release: 1, exit });
  assert.equal(after(RUN, oneOff('production', 'run.1', null)).system.oneOff?.exit, null);
  const view = after(
    RUN,
    oneOff('production', 'run.1', { code: 1, signal: null }),
    oneOff('staging', 'staging/run.1', null),
  );
  assert.equal(view.system.oneOff?.exit?.code, 1);
});
