import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { openSuite, runInContainer } from './in-container.ts';
import { verdictOf } from './outcome.ts';

const folder = fileURLToPath(new URL('canaries', import.meta.url));

/**
 * Runs files that must not pass, each for a reason of its own, and one that must.
 * @throws Error when one ends otherwise: the figures would mean nothing
 */
export async function runCanaries(directory: string): Promise<void> {
  const opened = await openSuite(directory);
  try {
    for (const name of await readdir(folder)) {
      const file = { path: `parallel/${name}`, flags: [], env: {} };
      const texts = { [name]: await readFile(join(folder, name), 'utf8') };
      const outcome = await runInContainer(opened, file, texts, 0);
      const expected = /^(passed|skipped|failed)-/.exec(name)?.[1];
      const verdict = verdictOf(outcome);
      if (verdict !== expected) {
        throw new Error(`The canary ${name} ${verdict}, and must not: the harness is broken.\n${outcome.output}`);
      }
    }
  } finally {
    await opened.close();
  }
}
