import assert from 'node:assert/strict';
import test from 'node:test';
import { headButtons, headLine } from './head.ts';
import type { HeadFacts } from './head.ts';
import { idleView, reduce } from './state.ts';
import type { LabView } from './state.ts';

const LISTING: HeadFacts = {
  mode: 'experiment',
  version: 'wrong',
  versions: ['wrong', 'right'],
  benchOpen: false,
  runtime: 'in this page',
};
const BENCH: HeadFacts = { ...LISTING, benchOpen: true };
const measured: LabView = {
  ...idleView,
  experiment: {
    id: 'e',
    version: 'right',
    seed: '7f3a',
    step: 'done',
    readings: { wrong: [], right: [] },
    systems: {},
  },
};

const labels = (view: LabView, facts: HeadFacts) => headButtons(view, facts).map(({ label }) => label);

test('tells how far a large file is loaded', () => {
  const at = (total: number | null) => {
    const progress = { what: 'PostgreSQL', bytes: 4_250_000, total };
    const booting = reduce(reduce(idleView, { type: 'start', task: { kind: 'run', version: 'right' }, at: 0 }), {
      type: 'loading',
      progress,
    });
    return headLine(booting, BENCH, 0).text;
  };
  assert.match(at(8_000_000), /loading PostgreSQL, 4\.3 of 8\.0 MB/);
  assert.match(at(null), /loading PostgreSQL, 4\.3 MB/);
});

test('a bench that nothing has run on says so, also after an experiment', () => {
  assert.deepEqual(labels(idleView, BENCH), ['Run', 'Measure', 'Reset']);
  assert.deepEqual(labels(measured, BENCH), ['Run', 'See the results', 'Reset']);
  assert.equal(headLine(measured, BENCH, 0).text, 'not started');
});

test('tells a run that came to an end from one that never began', () => {
  const view: LabView = { ...idleView, phase: 'failed', task: { kind: 'run', version: 'wrong' } };
  assert.equal(headLine({ ...view, step: 'container' }, BENCH, 0).text, 'did not start');
  assert.equal(headLine({ ...view, step: null }, BENCH, 0).text, 'ended');
});

test('results lead to the bench and back', () => {
  assert.deepEqual(labels(measured, LISTING), ['Run again, new seed', 'Open the bench', 'Reset']);
});

test('there are at most three buttons, one of them solid at most, and Stop wherever something runs', () => {
  for (const phase of ['idle', 'booting', 'running', 'stopping', 'stopped', 'failed', 'done'] as const) {
    for (const mode of ['experiment', 'exercise'] as const) {
      for (const benchOpen of [true, false]) {
        const view: LabView = { ...idleView, phase, task: { kind: 'run', version: 'wrong' } };
        const buttons = headButtons(view, { ...BENCH, mode, benchOpen });
        assert.ok(buttons.length <= 3 && buttons.filter(({ solid }) => solid).length <= 1, `${phase} ${mode}`);
        const stops = buttons.some(({ action }) => action === 'stop');
        assert.equal(stops, ['booting', 'running', 'stopping'].includes(phase), `${phase} ${mode}`);
      }
    }
  }
});
