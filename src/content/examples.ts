import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  parseExample,
  parseRecordedRun,
  type Example,
  type ExampleExperiment,
  type ExampleVersion,
  type RecordedRun,
} from './example-schema.ts';

/**
 * The examples as the pages need them, read from `examples/` each time: what a page shows is what runs.
 * The site is built from the project's root.
 */
const DIRECTORY = 'examples';

/** The names of all examples: `06-processes`. */
export function exampleNames(): string[] {
  return readdirSync(DIRECTORY)
    .filter((name) => existsSync(join(DIRECTORY, name, 'example.json')))
    .toSorted();
}

/** @throws Error when the example does not exist or its metadata does not fit the schema */
export function readExample(name: string): Example {
  const file = join(DIRECTORY, name, 'example.json');
  return parseExample(readText(file), file);
}

/** @throws Error when the example has no experiment of this id */
export function experimentOf(name: string, id: string): ExampleExperiment {
  const { experiments } = readExample(name);
  return pick(experiments, id, (experiment) => experiment.id, `examples/${name} has no experiment "${id}"`);
}

/** @throws Error when the example has no version of this name */
export function versionOf(name: string, id: string): ExampleVersion {
  const entries = Object.entries(readExample(name).versions);
  return pick(entries, id, ([key]) => key, `examples/${name} has no version "${id}"`)[1];
}

/**
 * Whether a version is a wrong one: it has checks to fail, or is what an experiment compares the right one with.
 * @throws Error when the example has no version of this name
 */
export function isWrong(name: string, version: string): boolean {
  const { fails } = versionOf(name, version);
  if (fails) return fails.length > 0;
  return readExample(name).experiments.some(({ versions: [wrong] }) => wrong === version);
}

/**
 * Where a file of a version lies, relative to the example; a file that the version does not have itself is that of the
 * app it is laid over.
 */
export function versionPath(name: string, version: string, file: string): string {
  const { dir, base } = versionOf(name, version);
  const own = join(dir, file);
  return base && !existsSync(join(DIRECTORY, name, own)) ? join(base, file) : own;
}

/** Whether a version has a file, be it of the app that it is laid over. */
export function versionHasFile(name: string, version: string, file: string): boolean {
  return existsSync(join(DIRECTORY, name, versionPath(name, version, file)));
}

/** The text of a file of a version. @throws Error when there is none */
export function readVersionFile(name: string, version: string, file: string): string {
  return readText(join(DIRECTORY, name, versionPath(name, version, file)));
}

/** @throws Error when the experiment was not recorded, or the record does not fit the schema */
export function readRecordedRun(name: string, experiment: string): RecordedRun {
  const file = join(DIRECTORY, name, 'recorded', `${experiment}.json`);
  return parseRecordedRun(readText(file), file);
}

/** What the recorded run of an experiment read for one measurement in one version. */
export type RecordedReading = RecordedRun['readings'][string][number];

/** @throws Error when the recorded run has no such reading */
export function recordedReading(name: string, experiment: string, measure: string, version: string): RecordedReading {
  const readings = readRecordedRun(name, experiment).readings[version] ?? [];
  return pick(
    readings,
    measure,
    (reading) => reading.measure,
    `The recorded run of ${name}/${experiment} has no reading of "${measure}" in version "${version}"`,
  );
}

/**
 * The example a component works with: the one it was told, else the one of the chapter it stands in.
 * @throws Error when there is neither
 */
export function exampleFor(told: string | undefined, locals: App.Locals): string {
  const name = told ?? locals.example;
  if (!name) throw new Error('This component stands outside a chapter: tell it which example, example="06-processes".');
  return name;
}

function pick<T>(list: readonly T[], id: string, idOf: (item: T) => string, problem: string): T {
  const found = list.find((item) => idOf(item) === id);
  if (found === undefined) throw new Error(`${problem}. It has: ${list.map(idOf).join(', ') || 'none'}.`);
  return found;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}
