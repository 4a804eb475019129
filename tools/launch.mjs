// @ts-check
// Behind `npm start`, `npm test` and every other script. Runs on any Node from 18 up, and needs nothing installed: it
// installs what is missing and carries the command out on the pinned Node.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { commands } from './commands.mjs';
import { installProject } from './install.mjs';
import { pinnedNode } from './node-binary.mjs';
import { Problem, root, run, say } from './run.mjs';

/**
 * @param {string | undefined} name
 * @param {string[]} rest
 * @returns {Promise<number>} the exit code
 */
async function launch(name, rest) {
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    const list = Object.entries(commands).map(([each, { about }]) => `  npm run ${each.padEnd(16)} ${about}`);
    throw new Problem([`There is no command ${name ?? '(none given)'}. There are:`, ...list].join('\n'));
  }
  for (const [program] of [...(command.before ?? []), command.run]) {
    // What npm installs is not there yet.
    if (program && !program.startsWith('node_modules/') && !existsSync(join(root, program))) {
      throw new Problem(`\`npm run ${name}\` needs ${program}, which is missing from this tree.`);
    }
  }

  await installProject();
  const node = pinnedNode();
  // Programs that start `node` by its name get the pinned one as well.
  process.env.PATH = [dirname(node), process.env.PATH].join(delimiter);
  process.env.ASTRO_TELEMETRY_DISABLED = '1';
  if (command.browser) await ensureBrowser(node);

  for (const program of command.before ?? []) {
    say(program.join(' '));
    const code = await run(node, program, { stdoutToStderr: true });
    if (code !== 0) throw new Problem(`${program.join(' ')} failed with exit code ${code}; its message is above.`);
  }
  return run(node, [...command.run, ...rest]);
}

const [name, ...rest] = process.argv.slice(2);
try {
  process.exitCode = await launch(name, rest);
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}
