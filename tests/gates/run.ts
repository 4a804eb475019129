/**
 * The gates: every version of every example does what its example states, on every engine, and a version that is
 * spoilt on purpose does not.
 * `npm run gates -- [--json] [--engine node|container|real-services] [--example NN-factor] [--seed S] [--seeds N]`.
 * Without --engine it is Node and the container, side by side. With `--runtime webcontainer-double` there is one engine:
 * WebContainer's own client, and a double of its host. Exits with 1 if any row differs.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PlatformEvent } from '../../platform/protocol.ts';
import { parseExample } from '../../src/content/example-schema.ts';
import { root } from '../../tools/run.mjs';
import { containerEngine, webContainerDoubleEngine } from './container-engine.ts';
import type { Engine } from './engine.ts';
import { exampleNames, recordedRun } from './examples.ts';
import { spoil } from './mutations.ts';
import { nodeEngine } from './node-engine.ts';
import { realServicesEngine } from './real-services/engine.ts';
import { checkRows, experimentRows, mutationRows, type Row } from './rows.ts';

type Engines = Record<string, () => Engine | Promise<Engine>>;
const ENGINES: Engines = {
  node: () => nodeEngine(),
  container: containerEngine,
  'real-services': realServicesEngine,
};
const RUNTIMES: Engines = { 'webcontainer-double': webContainerDoubleEngine };

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    engine: { type: 'string' },
    runtime: { type: 'string' },
    example: { type: 'string' },
    seed: { type: 'string' },
    seeds: { type: 'string', default: '1' },
  },
});
const count = Number(values.seeds);
if (!(Number.isInteger(count) && count > 0)) throw new Error(`--seeds is "${values.seeds}": give a number from 1 up.`);
const [kind, engines, asked] =
  values.runtime === undefined ? ['engine', ENGINES, values.engine] : ['runtime', RUNTIMES, values.runtime];
if (asked !== undefined && !Object.hasOwn(engines, asked)) {
  throw new Error(`There is no ${kind} "${asked}". There are: ${Object.keys(engines).join(', ')}.`);
}
const names = asked === undefined ? ['node', 'container'] : [asked];

const examples = exampleNames(values.example);
const seeds = Array.from({ length: count }, (_, index) =>
  values.seed === undefined ? randomBytes(2).toString('hex') : index === 0 ? values.seed : `${values.seed}${index}`,
);
const rows: Row[] = [];
/** Tells a person how far it is: on stderr when stdout is for JSON. */
const say = values.json ? console.error : console.log;

/** What measures processors, or ends processes in a fifth of a second that counts: these run before all others. */
const SENSITIVE = ['08-concurrency', '09-disposability'];
/** What takes longest begins first, so that no lane is left alone with it at the end. */
const LONGEST = ['04-backing-services', '10-dev-prod-parity'];
/** Examples at a time on each engine: they wait more than they work. */
const LANES = 2;

const among = (list: string[]) => examples.filter((example) => list.includes(example));
await examineAll(among(SENSITIVE));
await examineAll([...among(LONGEST), ...examples.filter((each) => ![...SENSITIVE, ...LONGEST].includes(each))]);

const failed = rows.filter(({ ok }) => !ok).length;
const passed = rows.length - failed;
if (values.json) console.log(JSON.stringify({ rows, passed, failed }));
else console.log(`${passed} passed, ${failed} failed (${count === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')})`);
process.exitCode = failed === 0 ? 0 : 1;

/** What is still to be examined on one engine. */
interface Queue {
  open: Engines[string];
  work: { seed: string; name: string }[];
}

/** Examines examples with every seed, LANES at a time on each engine; who has done all of its own helps the others. */
async function examineAll(wanted: string[]): Promise<void> {
  const queues: Queue[] = names.map((engine) => ({
    open: engines[engine]!,
    work: seeds.flatMap((seed) => wanted.map((name) => ({ seed, name }))),
  }));
  const lane = async (own: Queue) => {
    for (const queue of [own, ...queues]) await workOff(queue);
  };
  await Promise.all(queues.flatMap((queue) => Array.from({ length: LANES }, () => lane(queue))));
}

/** Takes work from a queue, on an engine of its own, until there is none left. */
async function workOff({ open, work }: Queue): Promise<void> {
  if (work.length === 0) return;
  const engine = await open();
  try {
    for (let next = work.shift(); next; next = work.shift()) {
      // A spoilt version needs no proof on every engine and with every seed.
      await examine(engine, next.name, { seed: next.seed, spoils: engine.name === 'node' && next.seed === seeds[0] });
    }
  } finally {
    await engine.close();
  }
}

async function examine(engine: Engine, name: string, options: { seed: string; spoils: boolean }): Promise<void> {
  const { seed, spoils } = options;
  const directory = `examples/${name}`;
  const file = join(root, directory, 'example.json');
  const example = parseExample(readFileSync(file, 'utf8'), file);
  if (!engine.proves(example)) return;
  const started = performance.now();
  const note = (told: Omit<Row, 'example' | 'engine'>[]) => {
    for (const { version, ...rest } of told) {
      const row = { example: name, version, engine: engine.name, ...rest };
      rows.push(row);
      say(
        `${row.ok ? 'ok    ' : 'NOT OK'} ${name} ${version} on ${engine.name}, ${row.check}: ${row.value} (${row.expected})`,
      );
    }
  };
  // Versions of the same files are checked once: a starter is often the wrong version itself.
  const checked = new Map<string, PlatformEvent[]>();
  for (const [version, { dir, base, formation, fails }] of Object.entries(example.versions)) {
    if (!fails) continue;
    const files = JSON.stringify([dir, base, formation]);
    const events = checked.get(files) ?? (await engine.run(['check', directory, version, '--seed', seed]));
    checked.set(files, events);
    note(checkRows(example, version, events));
  }
  for (const experiment of example.experiments) {
    const events = await engine.run(['experiment', directory, experiment.id, '--seed', seed]);
    note(experimentRows(example, experiment, recordedRun(name, experiment.id), events));
  }
  for (const mutation of spoils ? example.mutations : []) {
    const spoilt = spoil(name, example, mutation);
    try {
      const { version, experiment, fails = [] } = mutation;
      const task =
        experiment === undefined
          ? ['check', spoilt.directory, version, ...fails.flatMap((check) => ['--only', check])]
          : ['experiment', spoilt.directory, experiment];
      const events = await engine.run([...task, '--seed', seed]);
      note(mutationRows(example, mutation, experiment ? recordedRun(name, experiment) : null, events));
    } finally {
      spoilt.remove();
    }
  }
  say(`       ${name} on ${engine.name} took ${Math.round((performance.now() - started) / 1000)} s (seed ${seed})`);
}
