/**
 * `npm run lint`: everything that can be said about the sources without running them. `npm run lint -- eslint prettier`
 * runs the tools that are named.
 */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockfileProblems } from './lockfile.ts';
import { root, run } from './run.mjs';
import type { Tally } from './tally.ts';

/** Each tool prints what it finds and resolves to whether all is well. */
const tools: Record<string, () => Promise<boolean>> = {
  /** Also the rules of who may import whom: tools/rooms.mjs. */
  eslint: () => program('node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'),
  prettier: () => program('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  /** Types, also those of plain TypeScript and of the tools' JavaScript: it reads what tsconfig.json includes. */
  types: () => program('node_modules/astro/bin/astro.mjs', 'check', '--minimumFailingSeverity', 'warning'),
  /** Types of the examples' plain JavaScript. */
  examples: () => program('node_modules/typescript/bin/tsc', '--pretty', '--project', 'examples'),
  lockfiles,
  /** Words of pages, docs and examples; docs/dictionary.txt has those that no other dictionary knows. */
  spelling: () => program('node_modules/cspell/bin.mjs', 'lint', '--no-progress', '--no-summary', '--unique'),
};

/**
 * Runs lint tools; each counts as one test.
 *
 * @param names those to run; none means all
 * @throws {Error} for a name that no tool has
 */
export async function lint(names: string[]): Promise<Tally> {
  const unknown = names.find((name) => !Object.hasOwn(tools, name));
  if (unknown) throw new Error(`There is no lint tool "${unknown}". There are: ${Object.keys(tools).join(', ')}.`);
  const tally: Tally = { passed: 0, failed: 0 };
  for (const [name, tool] of Object.entries(tools)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const started = performance.now();
    const ok = await tool();
    if (ok) tally.passed++;
    else tally.failed++;
    console.log(`${ok ? 'ok    ' : 'NOT OK'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  return tally;
}

async function program(...command: string[]): Promise<boolean> {
  return (await run(process.execPath, command)) === 0;
}

async function lockfiles(): Promise<boolean> {
  let ok = true;
  const exclude = (name: string) => name === 'node_modules' || name === '.git';
  for await (const file of glob('**/package-lock.json', { cwd: root, exclude })) {
    for (const problem of lockfileProblems(await readFile(join(root, file), 'utf8'))) {
      console.log(`${file}: ${problem}`);
      ok = false;
    }
  }
  return ok;
}

if (process.argv[1] === import.meta.filename) {
  try {
    const { failed } = await lint(process.argv.slice(2));
    process.exitCode = failed > 0 ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
