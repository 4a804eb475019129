/**
 * `npm run test:firefox`, `npm run test:webkit`: every test of the container in a browser that the machine has; what is
 * written behind `--` goes to Playwright. WebKit is tried without shared memory too, which must be told.
 */
import { run, say } from './run.mjs';

const PASSES: Record<string, [browser: string, options: string[]][]> = {
  firefox: [['firefox', []]],
  webkit: [
    ['webkit-plain', ['--grep', '@without-shared-memory']],
    ['webkit', []],
  ],
};

const [name = '', ...rest] = process.argv.slice(2);
const passes = PASSES[name];
if (!passes) throw new Error(`"${name}" is none of ${Object.keys(PASSES).join(', ')}.`);
for (const [browser, options] of passes) {
  say(`the container's tests in ${browser}`);
  const playwright = ['node_modules/@playwright/test/cli.js', 'test', '--config', 'tests/other-browsers.config.ts'];
  const env = { ...process.env, LAB_BROWSER: browser };
  const code = await run(process.execPath, [...playwright, ...options, ...rest], { env });
  if (code !== 0) process.exitCode = 1;
}
