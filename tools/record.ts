/**
 * Runs every experiment on plain Node and writes what it read to `examples/NN-factor/recorded/<experiment>.json`: the
 * figures that chapters print. `npm run record -- [--example NN-factor] [--seed S]`; the gates compare every later run with these.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PlatformEvent } from '../platform/protocol.ts';
import {
  parseExample,
  recordedRunSchema,
  type Example,
  type ExampleExperiment,
  type RecordedRun,
} from '../src/content/example-schema.ts';
import { exampleNames } from '../tests/gates/examples.ts';
import { nodeEngine } from '../tests/gates/node-engine.ts';
import { faults } from '../tests/gates/rows.ts';
import { root } from './run.mjs';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '7f3a' }, example: { type: 'string' } },
});
const engine = nodeEngine();

for (const name of exampleNames(values.example)) {
  const file = join(root, 'examples', name, 'example.json');
  const { experiments, problems } = parseExample(readFileSync(file, 'utf8'), file);
  for (const experiment of experiments) {
    const events = await engine.run(['experiment', `examples/${name}`, experiment.id, '--seed', values.seed]);
    const directory = join(root, 'examples', name, 'recorded');
    mkdirSync(directory, { recursive: true });
    const target = join(directory, `${experiment.id}.json`);
    writeFileSync(target, `${JSON.stringify(recordedRun(experiment, events, problems), null, 2)}\n`);
    console.log(`${target}: recorded with seed ${values.seed}`);
  }
}

/** @throws Error when the experiment did not end well */
function recordedRun(
  experiment: ExampleExperiment,
  events: PlatformEvent[],
  expected: Example['problems'],
): RecordedRun {
  const [fault] = faults(events, expected);
  if (fault) throw new Error(`${experiment.id} cannot be recorded: ${fault.title}. ${fault.cause}`);
  const readings: RecordedRun['readings'] = {};
  for (const event of events) if (event.event === 'reading') (readings[event.version] ??= []).push(event.reading);
  return recordedRunSchema.parse({
    experiment: experiment.id,
    seed: values.seed,
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    engine: engine.name,
    readings,
  });
}
