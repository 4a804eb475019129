/**
 * The memory that a process has to itself, as Linux counts it (`Private_Clean` and `Private_Dirty` of
 * /proc/PID/smaps_rollup; man 5 proc).
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { containerWithPrograms, environment, programs } from './measure.ts';

/** Idle processes that are measured together: what a browser takes and gives back by the way is small beside them. */
const COUNT = 10;
/** Until the workers of the pool are there again, and garbage is collected, in milliseconds. */
const SETTLE = 5000;

/** MB that each idle HTTP server in the container adds to the browser. Linux only. */
export async function idleInContainer(): Promise<number> {
  const opened = await containerWithPrograms();
  try {
    const start = async (count: number) => {
      await opened.page.evaluate(async (argument) => {
        const { output } = await window.container.spawn('node', ['idle.cjs', argument]);
        await output.getReader().read();
      }, String(count));
      await pause(SETTLE);
    };
    await start(1); // Whatever the first ones need that is not theirs is there then.
    const before = browserMemory();
    await start(COUNT);
    // The program that started them is there too.
    return (browserMemory() - before) / (COUNT + 1);
  } finally {
    await opened.close();
  }
}

/** MB that an idle HTTP server takes on plain Node. Linux only. */
export async function idleOnNode(): Promise<number> {
  const parent = spawn(process.execPath, [`${programs}idle.cjs`, String(COUNT)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment,
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  await pause(SETTLE);
  const servers = JSON.parse(String(line)) as number[];
  const total = [parent.pid!, ...servers].reduce((sum, pid) => sum + privateMemory(pid), 0);
  parent.stdin.end();
  await once(parent, 'exit');
  return total / (COUNT + 1);
}

/** What all programs that this one has started have together: the browser. */
function browserMemory(): number {
  return descendants(process.pid).reduce((sum, pid) => sum + privateMemory(pid), 0);
}

function descendants(ancestor: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = /^PPid:\s*(\d+)$/m.exec(read(`/proc/${name}/status`))?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const comesFrom = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === ancestor || comesFrom(parent));
  };
  return [...parents.keys()].filter(comesFrom);
}

function privateMemory(pid: number): number {
  const lines = read(`/proc/${pid}/smaps_rollup`).matchAll(/^Private_(?:Clean|Dirty):\s*(\d+) kB$/gm);
  return [...lines].reduce((sum, [, kilobytes]) => sum + Number(kilobytes) / 1024, 0);
}

/** Nothing where the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return '';
    throw error;
  }
}
