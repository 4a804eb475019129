/**
 * Runs a program in the built container in a headless Chromium, prints what it writes and exits with its code.
 *
 *   node container/testing/run.ts [--quiet] FILE.js [ARGUMENT…]   mounts the file's directory and runs it
 *   node container/testing/run.ts [--quiet] --eval CODE           runs the code
 *
 * Consoles and uncaught errors of page, frame and workers go to stderr, unless --quiet. Build the container first.
 */

import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { FileSystemTree } from '../api.ts';
import { openContainer } from './open.ts';

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
  process.exitCode = first === '--eval' ? await run({}, ['-e', ...rest]) : await runFile(first, rest);
} finally {
  await close();
}

function runFile(file: string, fileArgs: string[]): Promise<number> {
  const path = resolve(file);
  return run(readTree(dirname(path)), [basename(path), ...fileArgs]);
}

/** Mounts the tree, runs node with the arguments and resolves with the exit code. */
async function run(tree: FileSystemTree, nodeArgs: string[]): Promise<number> {
  await page.exposeFunction('show', (text: string) => void process.stdout.write(text));
  return page.evaluate(
    async ({ texts, argv }) => {
      const show = (window as unknown as { show(text: string): Promise<void> }).show;
      await window.container.mount(texts);
      const program = await window.container.spawn('node', argv);
      const reader = program.output.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) await show(part.value);
      return program.exit;
    },
    { texts: tree, argv: nodeArgs },
  );
}

/** The files below a directory as a tree to mount. Only text survives the way into the page. */
function readTree(directory: string): FileSystemTree {
  const tree: FileSystemTree = {};
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== '.git') tree[entry.name] = { directory: readTree(path) };
    } else if (entry.isSymbolicLink()) {
      tree[entry.name] = { file: { symlink: readlinkSync(path) } };
    } else if (statSync(path).isFile()) {
      tree[entry.name] = { file: { contents: readFileSync(path, 'utf8') } };
    }
  }
  return tree;
}
