/**
 * The platform's command line:
 *
 *     node platform.cjs run <example> <version> [--json] [--probe] [--seed S] [--app DIR]
 *     node platform.cjs check <example> <version> [--json] [--probe] [--seed S] [--app DIR] [--only CHECK]…
 *     node platform.cjs experiment <example> <experiment> [--json] [--probe] [--seed S]
 *
 * `--json` speaks the protocol on stdin and stdout; without it a person reads a log. `--app` takes the app from another
 * directory than the version's; `--only` leaves out all other checks. Exits with 0; with 1 when a check does not hold;
 * with 2 when the task failed. `--probe` finds out first what the system can do, and refuses to measure on one that lacks
 * what is measured.
 */
import { randomBytes } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { missing, probeCapabilities } from './capabilities.ts';
import { codebaseOf, ExampleError, planOf, readExample, type Example } from './example.ts';
import { Conversation } from './conversation.ts';
import { ProblemError } from './events.ts';
import { runChecks, runExperiment } from './experiment.ts';
import { Platform } from './platform.ts';
import type { Problem } from './protocol.ts';
import { terminal, wantsColours } from './terminal.ts';

const USAGE = `Usage:
  node platform.cjs run <example> <version> [--json] [--probe] [--seed S] [--app DIR]
  node platform.cjs check <example> <version> [--json] [--probe] [--seed S] [--app DIR] [--only CHECK]…
  node platform.cjs experiment <example> <experiment> [--json] [--probe] [--seed S]
`;

/** How often the processes of a run get new tokens, in milliseconds. Experiments and checks say it themselves. */
const RENEWAL = 10_000;

interface Task {
  kind: 'run' | 'check' | 'experiment';
  example: Example;
  /** The version, or the experiment's id. */
  name: string;
  json: boolean;
  seed: string;
  app: string | null;
  /** The checks to carry out; null for all. */
  only: string[] | null;
  /** Whether to find out first what the system can do. */
  probe: boolean;
}

/** @throws ExampleError with a message for whoever typed it */
function readTask(args: string[]): Task {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      seed: { type: 'string' },
      app: { type: 'string' },
      only: { type: 'string', multiple: true },
      probe: { type: 'boolean', default: false },
    },
  });
  const [kind, directory, name, ...more] = positionals;
  if ((kind !== 'run' && kind !== 'check' && kind !== 'experiment') || !directory || !name || more.length > 0) {
    throw new ExampleError(USAGE);
  }
  const seed = values.seed ?? randomBytes(2).toString('hex');
  return {
    kind,
    example: readExample(directory),
    name,
    json: values.json,
    seed,
    app: values.app ?? null,
    only: values.only ?? null,
    probe: values.probe,
  };
}

async function main(): Promise<void> {
  const task = readTask(process.argv.slice(2));
  const programs = dirname(resolve(process.argv[1] ?? ''));
  const platform = new Platform({
    seed: task.seed,
    programs: {
      keyValue: join(programs, 'kv.cjs'),
      registry: join(programs, 'registry.cjs'),
      mail: join(programs, 'mail.cjs'),
      api: join(programs, 'api.cjs'),
      postgres: join(programs, 'postgres/postgres.cjs'),
      guard: join(programs, 'guard.cjs'),
      signalsPreload: join(programs, 'signals-preload.cjs'),
    },
  });
  const conversation = new Conversation(platform, { json: task.json, takesCommands: task.kind === 'run' });
  if (!task.json) platform.events.listen(terminal((text) => process.stdout.write(text), wantsColours(process.stdout)));

  let code = 0;
  try {
    code = await Promise.race([perform(task, platform, conversation), conversation.stopped.then(() => 0)]);
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof ExampleError)) throw error;
    code = 2;
    platform.events.emit({
      event: 'problem',
      problem: error instanceof ProblemError ? error.problem : taskProblem(error),
    });
  }
  await platform.close();
  platform.events.emit({ event: 'stopped', code });
  process.stdout.write('', () => process.exit(code));
}

/** Does the task and returns the exit code. A run lasts until it is stopped. */
async function perform(
  { kind, example, name, app, only, probe }: Task,
  platform: Platform,
  conversation: Conversation,
): Promise<number> {
  if (probe) await look(platform, kind);
  if (kind === 'experiment') {
    await runExperiment(platform, example, name);
    return 0;
  }
  const codebase = app === null ? codebaseOf(example, name) : { ...codebaseOf(example, name), directory: resolve(app) };
  if (kind === 'check') {
    const results = await runChecks(platform, example, name, codebase, only);
    return results.every(({ holds }) => holds) ? 0 : 1;
  }
  await platform.deploy(codebase, { ...planOf(example, name), renewal: RENEWAL });
  await conversation.stopped;
  return 0;
}

/** Tells what the system can do, and refuses to measure on one that lacks what is measured. */
async function look(platform: Platform, kind: Task['kind']): Promise<void> {
  const found = await probeCapabilities(platform.newDirectory());
  platform.events.emit({ event: 'capabilities', ...found });
  const lacks = missing(found);
  const line =
    lacks.length === 0 ? 'has loopback TCP, keep-alive, and a PATH for each process' : `has ${lacks.join(', ')}`;
  platform.logs.write('platform', `this system ${line}`);
  if (lacks.length === 0 || kind === 'run') return;
  throw new ProblemError({
    code: 'unfit-runtime',
    title: 'Figures from here would not be honest',
    cause: `This runtime has ${lacks.join(', ')}.`,
    mend: 'Run it on another runtime.',
  });
}

function taskProblem(error: ExampleError): Problem {
  const mend = 'Mend the example, or name one of what it has.';
  return {
    code: 'bad-command',
    title: 'The task cannot be done',
    cause: error.message,
    mend,
    where: null,
    process: null,
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ExampleError ? error.message : String((error as Error).stack)}\n`);
  process.exit(2);
});
