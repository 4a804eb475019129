/** One program, run on plain Node and in the container in turn. */

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openContainer, type OpenContainer } from '../../container/testing/open.ts';
import type { FileSystemTree } from '../../container/api.ts';

/** The folder of the programs, with a slash at its end. */
export const programs = fileURLToPath(new URL('programs/', import.meta.url));
/** The environment of a program on plain Node: the `node` that it spawns is the one that runs this. */
export const environment = {
  ...process.env,
  PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
};
const execute = promisify(execFile);

/** Runs a program of programs/ on the Node that runs this; answers the numbers that it printed. */
export async function onNode(program: string, args: (string | number)[]): Promise<number[]> {
  const { stdout } = await execute(process.execPath, [programs + program, ...args.map(String)], {
    env: environment,
  });
  return JSON.parse(stdout) as number[];
}

/** A fresh page with a container in which the programs are mounted. */
export async function containerWithPrograms(): Promise<OpenContainer> {
  const opened = await openContainer({ onConsole: (line) => console.error(line) });
  await mountPrograms(opened);
  return opened;
}

/** Puts a container that has just booted in the place of the page's. */
export async function bootAnew(opened: OpenContainer): Promise<void> {
  await opened.page.evaluate(async () => {
    await window.container.teardown();
    window.container = await window.lab.boot();
  });
  await mountPrograms(opened);
}

async function mountPrograms({ page }: OpenContainer): Promise<void> {
  const tree: FileSystemTree = {};
  for (const name of readdirSync(programs)) tree[name] = { file: { contents: readFileSync(programs + name, 'utf8') } };
  await page.evaluate((files) => window.container.mount(files), tree);
}

/** Runs a program in a container; answers the numbers that it printed. */
export async function inContainer(
  opened: OpenContainer,
  program: string,
  args: (string | number)[],
): Promise<number[]> {
  const printed = await opened.page.evaluate(
    async (words) => {
      const running = await window.container.spawn('node', words);
      const pieces: string[] = [];
      await running.output.pipeTo(new WritableStream({ write: (piece) => void pieces.push(piece) }));
      return pieces.join('');
    },
    [program, ...args.map(String)],
  );
  try {
    return JSON.parse(printed) as number[];
  } catch {
    throw new Error(`${program} did not print numbers in the container but: ${printed}`);
  }
}

/** The value in the middle. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error('No values to take the median of');
  return (low + high) / 2;
}
