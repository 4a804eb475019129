/**
 * The gates: every version of every example does what its example states, on every engine.
 * `npm run gates -- [--json] [--engine node|container] [--example NN-factor] [--seed S]`. Exits with 1 if any row
 * differs.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseExample, parseRecordedRun } from '../../src/content/example-schema.ts';
import { root } from '../../tools/run.mjs';
import { containerEngine } from './container-engine.ts';
import type { Engine } from './engine.ts';
import { exampleNames } from './examples.ts';
import { nodeEngine } from './node-engine.ts';
import { checkRows, experimentRows, type Row } from './rows.ts';

const ENGINES: Record<string, () => Engine | Promise<Engine>> = { node: nodeEngine, container: containerEngine };

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    engine: { type: 'string' },
    example: { type: 'string' },
    seed: { type: 'string', default: randomBytes(2).toString('hex') },
  },
});

const names = values.engine === undefined ? Object.keys(ENGINES) : [values.engine];
const rows: Row[] = [];
for (const name of names) {
  const create = ENGINES[name];
  if (!create) throw new Error(`There is no engine "${name}". There are: ${Object.keys(ENGINES).join(', ')}.`);
  const engine = await create();
  try {
    for (const example of exampleNames(values.example)) await examine(engine, example);
  } finally {
    await engine.close();
  }
}

const failed = rows.filter(({ ok }) => !ok).length;
const passed = rows.length - failed;
if (values.json) console.log(JSON.stringify({ rows, passed, failed }));
else console.log(`${passed} passed, ${failed} failed (seed ${values.seed})`);
process.exitCode = failed === 0 ? 0 : 1;

async function examine(engine: Engine, name: string): Promise<void> {
  const directory = `examples/${name}`;
  const file = join(root, directory, 'example.json');
  const example = parseExample(readFileSync(file, 'utf8'), file);
  const note = (told: Omit<Row, 'example' | 'engine'>[]) => {
    for (const { version, ...rest } of told) {
      const row = { example: name, version, engine: engine.name, ...rest };
      rows.push(row);
      // On stderr, so that a person sees how far it is while stdout stays JSON.
      const line = `${row.ok ? 'ok    ' : 'NOT OK'} ${name} ${version} on ${engine.name}, ${row.check}: ${row.value} (${row.expected})`;
      if (values.json) console.error(line);
      else console.log(line);
    }
  };
  for (const [version, { fails }] of Object.entries(example.versions)) {
    if (!fails) continue;
    const events = await engine.run(['check', directory, version, '--seed', values.seed]);
    note(checkRows(example, version, events));
  }
  for (const experiment of example.experiments) {
    const events = await engine.run(['experiment', directory, experiment.id, '--seed', values.seed]);
    const recordedFile = join(root, directory, 'recorded', `${experiment.id}.json`);
    const recorded = existsSync(recordedFile)
      ? parseRecordedRun(readFileSync(recordedFile, 'utf8'), recordedFile)
      : null;
    note(experimentRows(experiment, recorded, events));
  }
}
