import assert from 'node:assert/strict';
import test from 'node:test';
import { runSteps, selectSteps, type Step } from './tally.ts';

const step = (name: string, passed: number, failed: number, needs: string[] = []): Step => ({
  name,
  needs,
  run: () => Promise.resolve({ passed, failed }),
});

/** Runs steps and keeps what was written. */
async function run(steps: Step[]) {
  const lines: string[] = [];
  const total = await runSteps(steps, (line) => lines.push(line));
  return { total, text: lines.join('\n') };
}

test('counts of all steps add up', async () => {
  const { total } = await run([step('lint', 6, 0), step('unit', 10, 2)]);
  assert.deepEqual(total, { passed: 16, failed: 2 });
});

test('a step that ran no test has failed', async () => {
  const { total, text } = await run([step('unit', 0, 0), step('lint', 1, 0)]);
  assert.deepEqual(total, { passed: 1, failed: 1 });
  assert.match(text, /no test ran/);
});

test('a step that throws has failed, and the others still run', async () => {
  const crash: Step = { name: 'gates', run: () => Promise.reject(new Error('no report')) };
  const { total, text } = await run([crash, step('lint', 1, 0)]);
  assert.deepEqual(total, { passed: 1, failed: 1 });
  assert.match(text, /no report/);
});

test('skipped tests are counted and said, and a step that has only such ones has not failed', async () => {
  const skips: Step = { name: 'servers', run: () => Promise.resolve({ passed: 0, failed: 0, skipped: 2 }) };
  const { total, text } = await run([step('lint', 1, 0), skips]);
  assert.deepEqual(total, { passed: 1, failed: 0 });
  assert.match(text, /servers: 0 passed, 0 failed, 2 skipped/);
  assert.match(text, /lint: 1 passed, 0 failed \(/);
});

test('a step whose need failed does not run and has failed', async () => {
  const { total, text } = await run([step('build', 2, 1), step('browser', 20, 0, ['build'])]);
  assert.deepEqual(total, { passed: 2, failed: 2 });
  assert.match(text, /did not run, because build failed/);
});

test('named steps bring what they need, in the order of the list', () => {
  const steps = [step('unit', 1, 0), step('build', 1, 0), step('browser', 1, 0, ['build'])];
  const names = (selected: string[]) => selectSteps(steps, selected).map((each) => each.name);
  assert.deepEqual(names([]), ['unit', 'build', 'browser']);
  assert.deepEqual(names(['unit']), ['unit']);
  assert.deepEqual(names(['browser', 'unit']), ['unit', 'build', 'browser']);
});

test('a step that does not exist is refused with those that do', () => {
  assert.throws(() => selectSteps([step('unit', 1, 0)], ['units']), /no test step "units".*unit/);
});
