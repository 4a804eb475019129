import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRecordedRun, type RecordedRun } from '../../src/content/example-schema.ts';
import { root } from '../../tools/run.mjs';

/**
 * The names of all examples, sorted, or the one that is asked for.
 * @throws Error when there is no such example
 */
export function exampleNames(only?: string): string[] {
  const all = readdirSync(join(root, 'examples'))
    .filter((name) => existsSync(join(root, 'examples', name, 'example.json')))
    .sort();
  if (only === undefined) return all;
  if (all.includes(only)) return [only];
  throw new Error(`There is no example "${only}". There are: ${all.join(', ')}.`);
}

/** The committed run of an experiment; null when there is none yet. */
export function recordedRun(name: string, experiment: string): RecordedRun | null {
  const file = join(root, 'examples', name, 'recorded', `${experiment}.json`);
  return existsSync(file) ? parseRecordedRun(readFileSync(file, 'utf8'), file) : null;
}
