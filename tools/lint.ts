/**
 * `npm run lint`: everything that can be said about the sources without running them. `npm run lint -- eslint prettier`
 * runs the tools that are named.
 */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockfileProblems } from './lockfile.ts';
import { root, run } from './run.mjs';
import type { Tally } from './tally.ts';

interface Finding {
  ok: boolean;
  /** What the tool has to say. */
  output: string;
}

/** The slowest first: two run at a time. */
const tools: Record<string, () => Promise<Finding>> = {
  /** Also the rules of who may import whom: tools/rooms.mjs. */
  eslint: () => program('node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.'),
  /** Types, also those of plain TypeScript and of the tools' JavaScript: it reads what tsconfig.json includes. */
  types: () => program('node_modules/astro/bin/astro.mjs', 'check', '--minimumFailingSeverity', 'warning'),
  prettier: () => program('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
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
  const waiting = Object.entries(tools).filter(([name]) => names.length === 0 || names.includes(name));
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, tool] = next;
      const started = performance.now();
      const { ok, output } = await tool();
      if (ok) tally.passed++;
      else tally.failed++;
      process.stdout.write(output);
      console.log(`${ok ? 'ok    ' : 'NOT OK'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    }
  };
  await Promise.all([lane(), lane()]);
  return tally;
}

/** Runs a program of ours; what it writes is kept together. */
async function program(...command: string[]): Promise<Finding> {
  let output = '';
  const hear = (text: string) => void (output += text);
  const code = await run(process.execPath, command, { onStdout: hear, onStderr: hear });
  return { ok: code === 0, output };
}

async function lockfiles(): Promise<Finding> {
  const problems: string[] = [];
  const exclude = (name: string) => name === 'node_modules' || name === '.git';
  for await (const file of glob('**/package-lock.json', { cwd: root, exclude })) {
    for (const problem of lockfileProblems(await readFile(join(root, file), 'utf8'))) {
      problems.push(`${file}: ${problem}\n`);
    }
  }
  return { ok: problems.length === 0, output: problems.join('') };
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
