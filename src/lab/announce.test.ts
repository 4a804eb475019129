import assert from 'node:assert/strict';
import test from 'node:test';
import { announcement } from './announce.ts';
import { idleView, reduce } from './state.ts';
import type { LabAction } from './state.ts';
import { event, processState } from './testing/events.ts';

const START: LabAction = { type: 'start', task: { kind: 'run', version: 'wrong' }, at: 0 };

/** What is said while these things happen, in order. */
function said(...actions: LabAction[]): string[] {
  let view = idleView;
  return actions.flatMap((action) => {
    const before = view;
    view = reduce(view, action);
    return announcement(before, view) ?? [];
  });
}

const told = (what: Parameters<typeof event>[0]): LabAction => ({ type: 'event', event: event(what) });
const process = (name: string, phase: 'starting' | 'up' | 'crashed') =>
  told({ event: 'process', process: processState(name, { phase }) });
const answer = (number: number) =>
  told({ event: 'response', id: 1, number, status: 200, process: 'web.1', headers: {}, body: '', milliseconds: 1 });

test('says states, and processes that come up or crash', () => {
  assert.deepEqual(
    said(
      START,
      process('web.1', 'up'),
      process('web.2', 'starting'),
      process('web.2', 'up'),
      process('web.1', 'crashed'),
    ),
    ['Starting.', 'The service runs.', 'web.2 is up.', 'web.1 crashed.'],
  );
});

test('does not say that a service runs whose process crashed at once', () => {
  assert.deepEqual(said(START, process('web.1', 'starting'), process('web.1', 'crashed'), process('web.1', 'up')), [
    'Starting.',
    'web.1 is up.',
  ]);
});

test('says how a command ended that ran once, and nothing of a release phase before the service runs', () => {
  const oneOff = (name: string, code: number | null) => {
    const exit = code === null ? null : { code, signal: null };
    return told({ event: 'one-off', deploy: 'production', name, command: 'node migrate.js', release: 1, exit });
  };
  assert.deepEqual(
    said(START, oneOff('run.1', 0), process('web.1', 'up'), oneOff('run.2', null), oneOff('run.2', 1)).slice(1),
    ['The service runs.', 'run.2 exited with code 1, on release v1.'],
  );
});

test('two answers that are alike are said twice', () => {
  const lines = said(START, process('web.1', 'up'), answer(1), answer(2)).slice(-2);
  assert.deepEqual(lines, ['Request 1: web.1 answered 200.', 'Request 2: web.1 answered 200.']);
});

test('a problem is said by its title and mend, without the stack trace', () => {
  const problem = {
    code: 'crash' as const,
    title: 'web.1 crashed',
    cause: 'Error: x\n    at web.js:3:1',
    mend: 'Mend line 3.',
    where: null,
    process: 'web.1',
  };
  assert.deepEqual(said(START, told({ event: 'problem', problem })).at(-1), 'web.1 crashed. Mend line 3.');
});
