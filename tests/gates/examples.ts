import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
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
