/**
 * Runs a program in the built container in a headless browser, prints what it writes and exits with its code.
 *
 *   node container/testing/run.ts [--quiet] FILE.js [ARGUMENT…]   mounts the file's directory and runs it
 *   node container/testing/run.ts [--quiet] --eval CODE           runs the code
 *
 * Consoles and uncaught errors of page, frame and workers go to stderr, unless --quiet. Build the container first.
 * LAB_BROWSER names another browser than Chromium.
 */

import { basename, dirname, resolve } from 'node:path';
import { mountDirectory } from './mount.ts';
import { openContainer } from './open.ts';

declare global {
  interface Window {
    /** What runs. */
    program: { output: ReadableStreamDefaultReader<string>; exit: Promise<number> };
  }
}

const args = process.argv.slice(2);
const quiet = args[0] === '--quiet';
if (quiet) args.shift();
const [first, ...rest] = args;
if (first === undefined || (first === '--eval' && rest.length === 0)) {
  console.error('Usage: node container/testing/run.ts [--quiet] FILE.js [ARGUMENT…] | --eval CODE');
  process.exit(2);
}

const { page, close } = await openContainer({ onConsole: quiet ? undefined : (line) => console.error(line) });
try {
  process.exitCode = first === '--eval' ? await run(['-e', ...rest]) : await runFile(first, rest);
} finally {
  await close();
}

async function runFile(file: string, fileArgs: string[]): Promise<number> {
  const path = resolve(file);
  await mountDirectory(page, dirname(path));
  return run([basename(path), ...fileArgs]);
}

/** Runs node with the arguments and resolves with the exit code. */
async function run(nodeArgs: string[]): Promise<number> {
  await page.evaluate(async (argv) => {
    const program = await window.container.spawn('node', argv);
    Object.assign(window, { program: { output: program.output.getReader(), exit: program.exit } });
  }, nodeArgs);
  for (;;) {
    const part = await page.evaluate(() => window.program.output.read());
    if (part.done) return page.evaluate(() => window.program.exit);
    process.stdout.write(part.value);
  }
}
