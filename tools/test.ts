/**
 * `npm test`: every test that there is, step by step, with one tally as the last line. `npm test -- unit browser` runs
 * the steps that are named.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run as runTestFiles } from 'node:test';
import { spec } from 'node:test/reporters';
import { z } from 'zod';
import { ensureBrowser } from './browser.mjs';
import { builds } from './commands.mjs';
import { brokenLinks } from './links.ts';
import { lint } from './lint.ts';
import { root, run, say } from './run.mjs';
import { runSteps, selectSteps, type Step, type Tally } from './tally.ts';

const steps: Step[] = [
  { name: 'lint', run: () => lint([]) },
  { name: 'unit', run: unit },
  { name: 'build', run: build },
  { name: 'gates', needs: ['build'], run: () => gates([]) },
  { name: 'real-services', needs: ['build'], run: realServices },
  { name: 'browser', needs: ['build'], run: browser },
];

/** Tests that stand beside the code, on Node's own runner. */
async function unit(): Promise<Tally> {
  const files = ['container', 'platform', 'src', 'tools', 'tests/unit'].map((folder) => `${folder}/**/*.test.ts`);
  const events = runTestFiles({ globPatterns: files, concurrency: true });
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  events.on('test:summary', ({ file, counts }) => {
    if (file !== undefined) return;
    tally.passed = counts.passed;
    tally.failed = counts.tests - counts.passed - counts.skipped - counts.todo;
    tally.skipped = counts.skipped;
  });
  for await (const line of events.compose(spec)) process.stdout.write(String(line));
  return tally;
}

/** Each part of the site that is built counts as one test, and so do its links and its HTML. */
async function build(): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0 };
  const validate = ['node_modules/html-validate/bin/html-validate.mjs', 'dist/**/*.html'];
  for (const program of [...Object.values(builds), validate]) {
    say(program.join(' '));
    if ((await run(process.execPath, program)) === 0) tally.passed++;
    else tally.failed++;
  }
  say('links of the built site');
  const broken = brokenLinks(join(root, 'dist'));
  for (const problem of broken) console.log(problem);
  if (broken.length === 0) tally.passed++;
  else tally.failed++;
  return tally;
}

const gateReport = z.object({
  rows: z.array(z.object({ ok: z.boolean() })),
  passed: z.number(),
  failed: z.number(),
});

/** The gates with the real servers that the environment names, if it names any. */
async function realServices(): Promise<Tally> {
  if (process.env['DATABASE_URL'] || process.env['REDIS_URL']) return gates(['--engine', 'real-services']);
  console.log(
    'skipped: neither DATABASE_URL nor REDIS_URL is set (npm run gates:real-services starts what is installed)',
  );
  return { passed: 0, failed: 0, skipped: 1 };
}

/** The examples' gates; each row of their report counts as one test. */
async function gates(args: string[]): Promise<Tally> {
  await ensureBrowser(process.execPath);
  let output = '';
  const code = await run(process.execPath, ['tests/gates/run.ts', '--json', ...args], {
    onStdout: (text) => void (output += text),
  });
  let data: unknown;
  try {
    data = JSON.parse(output);
  } catch {
    throw new Error(`The gates ended with exit code ${code} and no report. Their output: ${output || '(none)'}`);
  }
  const { rows, passed, failed } = gateReport.parse(data);
  for (const row of rows) console.log(`${row.ok ? 'ok    ' : 'NOT OK'} ${JSON.stringify(row)}`);
  if (passed !== rows.filter((row) => row.ok).length || passed + failed !== rows.length) {
    throw new Error(`The gates count ${passed} passed and ${failed} failed, which is not what their rows say.`);
  }
  if ((code === 0) !== (failed === 0))
    throw new Error(`The gates ended with exit code ${code} and ${failed} failed rows.`);
  return { passed, failed };
}

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

/** Browser tests against the built site; see playwright.config.ts. */
async function browser(): Promise<Tally> {
  await ensureBrowser(process.execPath);
  const report = join(root, 'test-results/report.json');
  await rm(report, { force: true });
  const code = await run(process.execPath, ['node_modules/@playwright/test/cli.js', 'test']);
  const { stats } = playwrightReport.parse(JSON.parse(await readFile(report, 'utf8')));
  const failed = stats.unexpected + stats.flaky;
  if (code !== 0 && failed === 0) throw new Error(`Playwright ended with exit code ${code}; its message is above.`);
  return { passed: stats.expected, failed, skipped: stats.skipped };
}

let total: Tally;
try {
  total = await runSteps(selectSteps(steps, process.argv.slice(2)), console.log);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total = { passed: 0, failed: 1 };
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
