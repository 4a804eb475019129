/**
 * Runs an example on plain Node, with the very files that a page runs:
 *
 *     npm run lab -- 06-processes right             runs a version until Ctrl-C
 *     npm run lab -- 06-processes half-logged-out   runs an experiment
 *     npm run lab -- 06-processes check starter     runs the checks on a version
 *
 * `--seed S`, `--app DIR` and `--json` go on to the platform.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExample } from '../src/content/example-schema.ts';
import { platformDist } from './bundle-platform.ts';
import { root, run } from './run.mjs';

const examples = join(root, 'examples');

try {
  process.exitCode = await run(
    process.execPath,
    [join(platformDist, 'platform.cjs'), ...readTask(process.argv.slice(2))],
    {
      cwd: process.cwd(),
    },
  );
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

/** The platform's arguments for what was typed. */
function readTask([name = '', ...rest]: string[]): string[] {
  const directory = join(examples, name);
  const file = join(directory, 'example.json');
  if (name === '' || !existsSync(file)) {
    const known = readdirSync(examples).filter((each) => existsSync(join(examples, each, 'example.json')));
    throw new Error(`Name an example: npm run lab -- ${known[0]} right. There are: ${known.join(', ')}.`);
  }
  const { versions, experiments } = parseExample(readFileSync(file, 'utf8'), file);
  const [what = '', ...more] = rest;
  if (what === 'check') return ['check', directory, ...more];
  if (Object.hasOwn(versions, what)) return ['run', directory, what, ...more];
  if (experiments.some(({ id }) => id === what)) return ['experiment', directory, what, ...more];
  const ids = experiments.map(({ id }) => id).join(', ');
  throw new Error(
    `Name a version of ${name} (${Object.keys(versions).join(', ')}), an experiment (${ids}), or "check" and a version.`,
  );
}
