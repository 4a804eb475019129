import { join } from 'node:path';
import { ProblemError } from './events.ts';
import { codebaseOf, ExampleError, planOf, type Example } from './example.ts';
import type { Check, Checks, Experiment, Lab, Measured } from './lab-api.ts';
import { createLab } from './lab.ts';
import type { Codebase } from './codebase.ts';
import type { Plan } from './deploy.ts';
import type { Platform } from './platform.ts';
import type { CheckResult, Problem, Reading } from './protocol.ts';

/**
 * Runs an experiment: each version in turn is deployed and gets the same treatment.
 * @throws ExampleError for an unknown experiment; ProblemError when an app cannot be built or measured
 */
export async function runExperiment(
  platform: Platform,
  example: Example,
  id: string,
): Promise<Record<string, Reading[]>> {
  const experiment = example.experiments.find((candidate) => candidate.id === id);
  if (!experiment) {
    const known = example.experiments.map((candidate) => candidate.id).join(', ');
    throw new ExampleError(`This example has no experiment "${id}". It has: ${known}.`);
  }
  const run = await load<Experiment>(example, experiment.module, isFunction);
  const results: Record<string, Reading[]> = {};
  const { seed } = platform.random;
  for (const version of experiment.versions) {
    const tell = (step: string, done = false) =>
      platform.events.emit({ event: 'experiment', experiment: id, version, seed, step, done });
    tell('start');
    const app = codebaseOf(example, version);
    const measured = await withLab(platform, app, planOf(example, version, experiment.plan), tell, run).catch(
      (error) => {
        throw failed(`The experiment could not measure the version "${version}"`, error);
      },
    );
    const readings = measured.map((reading) => ({ of: null, strip: null, ...reading }));
    checkMeasures(experiment.measures, readings, experiment.module);
    for (const reading of readings) platform.events.emit({ event: 'reading', experiment: id, version, reading });
    results[version] = readings;
    tell('measured', true);
  }
  return results;
}

/**
 * Runs every check of an example on one version, or those that are named, each on a fresh start of it.
 * @throws ExampleError when there are none; ProblemError when the app cannot be built
 */
export async function runChecks(
  platform: Platform,
  example: Example,
  version: string,
  app: Codebase,
  only: readonly string[] | null = null,
): Promise<CheckResult[]> {
  if (example.checkModule === null)
    throw new ExampleError('This example names no check module ("exercise": "checks").');
  const checks = await load<Checks>(example, example.checkModule, isTableOfFunctions);
  const unknown = only?.find((id) => !example.checks.some((check) => check.id === id));
  if (unknown !== undefined) throw new ExampleError(`This example has no check "${unknown}".`);
  const results: CheckResult[] = [];
  for (const { id, expected } of example.checks) {
    if (only !== null && !only.includes(id)) continue;
    const check: Check | undefined = checks[id];
    if (!check) throw new ExampleError(`${example.checkModule} has no check "${id}", which example.json names.`);
    const result = await withLab(platform, app, planOf(example, version), () => {}, check).then(
      ({ value, holds }) => ({ check: id, value, expected, holds }),
      (error: unknown) => {
        if (error instanceof ProblemError && error.problem.code !== 'experiment-failed') throw error;
        const failure = failed(`The check "${id}" could not be measured`, error);
        platform.events.emit({ event: 'problem', problem: failure.problem });
        return { check: id, value: `not measured: ${failure.problem.cause}`, expected, holds: false };
      },
    );
    platform.events.emit({ event: 'check', version, result });
    results.push(result);
  }
  return results;
}

async function withLab<T>(
  platform: Platform,
  app: Codebase,
  plan: Plan,
  tell: (step: string) => void,
  work: (lab: Lab) => Promise<T>,
): Promise<T> {
  const deploy = await platform.deploy(app, plan);
  const lab = createLab(platform, { deploy, app, plan, port: await platform.port(), tell });
  try {
    const down = deploy.processes.filter(({ phase }) => phase !== 'up');
    if (down.length > 0) throw new Error(`${down.map(({ name }) => name).join(', ')} did not come up`);
    return await work(lab);
  } finally {
    lab.close();
    await platform.undeploy();
  }
}

async function load<T>(example: Example, module: string, fits: (value: unknown) => boolean): Promise<T> {
  const file = join(example.directory, module);
  const { importModule } = await import('./import-module.ts');
  const { default: exported } = (await importModule(file)) as { default?: unknown };
  if (!fits(exported)) throw new ExampleError(`${module} has not the default export that it needs.`);
  return exported as T;
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isTableOfFunctions(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every(isFunction);
}

function checkMeasures(declared: string[], readings: Measured[], module: string): void {
  const read = readings.map(({ measure }) => measure);
  const missing = declared.filter((measure) => !read.includes(measure));
  const unknown = read.filter((measure) => !declared.includes(measure));
  if (missing.length === 0 && unknown.length === 0) return;
  throw new ExampleError(
    `${module} and example.json differ in their measures. Not returned: ${missing.join(', ') || 'none'}. Not declared: ${unknown.join(', ') || 'none'}.`,
  );
}

function failed(title: string, error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const problem: Omit<Problem, 'where' | 'process'> = {
    code: 'experiment-failed',
    title,
    cause: error instanceof Error ? error.message : String(error),
    mend: 'Look at the log: the app has to start and to answer before it can be measured.',
  };
  return new ProblemError(problem);
}
