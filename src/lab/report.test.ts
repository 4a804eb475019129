import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parseExample } from '../content/example-schema.ts';
import type { Task } from './platform-client.ts';
import { reportOf } from './report.ts';
import { idleView, type LabView } from './state.ts';

const file = 'examples/06-processes/example.json';
const example = parseExample(readFileSync(file, 'utf8'), file);
const results = (failing?: string) =>
  example.checks.map(({ id, expected }) => ({ check: id, holds: id !== failing, value: 0, expected }));
const view = (task: Task, phase: LabView['phase'], failing?: string): LabView => ({
  ...idleView,
  task,
  phase,
  checks: task.kind === 'check' ? { version: task.version, results: results(failing) as never } : null,
});
const report = (task: Task, failing?: string) =>
  reportOf(view(task, 'running', failing), view(task, 'done', failing), '06-processes', example);

const EXPERIMENT: Task = { kind: 'experiment', experiment: 'half-logged-out', seed: null };

test('an experiment is reported when it is done, once', () => {
  assert.deepEqual(report(EXPERIMENT), {
    kind: 'experiment',
    example: '06-processes',
    experiment: 'half-logged-out',
  });
  const done = view(EXPERIMENT, 'done');
  assert.equal(reportOf(done, done, '06-processes', example), null);
  assert.equal(reportOf(view(EXPERIMENT, 'running'), view(EXPERIMENT, 'stopped'), '06-processes', example), null);
});

test('an exercise is reported when every check holds for the reader’s own files', () => {
  assert.deepEqual(report({ kind: 'check', version: 'starter' }), { kind: 'exercise', example: '06-processes' });
  assert.equal(report({ kind: 'check', version: 'starter' }, 'cart-survives-kill'), null);
  assert.equal(report({ kind: 'check', version: 'solution-store' }), null);
});

test('a run reports nothing', () => {
  assert.equal(report({ kind: 'run', version: 'wrong' }), null);
});
