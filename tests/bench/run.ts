/**
 * The container against plain Node on the same work, in turn, in one run: `npm run bench -- [--json] [--rounds N]`.
 * Prints ratios, since a machine's speed changes from day to day; docs/benchmarks.md keeps the results.
 */
import { cpus, platform, release, totalmem } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { bootAnew, containerWithPrograms, inContainer, median, onNode } from './measure.ts';
import { idleInContainer, idleOnNode } from './memory.ts';
import { runOnNode } from './platform-on-node.ts';
import { openChapterSite } from './press-run.ts';

interface Row {
  name: string;
  unit: string;
  /** Medians. */
  container: number;
  node: number;
  /** container ÷ node. */
  ratio: number;
  runs: number;
}

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 up');

/** Long enough for the pool of warm workers to be full again, in milliseconds. */
const SETTLE = 1500;
const WARM_STARTS = 3;
const REQUESTS = 2000;
const READS = 2000;
/** Each takes a quarter of a minute. */
const MEMORY_ROUNDS = 3;
/** Milliseconds. */
const WORK = 1000;

const rows: Row[] = [];
const nodeStarts: number[] = [];

await warmAndThroughput();
await idleMemory();
await coldStart();
await pressRun();

const [cpu] = cpus();
const report = {
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()}, Node ${process.version}`,
  rows,
};
if (values.json) console.log(JSON.stringify(report));
else {
  console.log(`${report.date}, ${report.machine}`);
  for (const { name, unit, container, node, ratio, runs } of rows) {
    console.log(
      `${name}: container ${round(container)} ${unit}, node ${round(node)} ${unit}, ratio ${ratio.toFixed(2)} (${runs} runs)`,
    );
  }
}

/** What one container, once booted, does again and again. */
async function warmAndThroughput(): Promise<void> {
  const opened = await containerWithPrograms();
  const measures: [name: string, unit: string, program: string, args: (string | number)[]][] = [
    ['spawn to first answer, warm pool', 'ms', 'start.cjs', [WARM_STARTS, SETTLE]],
    ['requests per second, 1 connection', '1/s', 'requests.cjs', [1, REQUESTS]],
    ['requests per second, 16 connections', '1/s', 'requests.cjs', [16, REQUESTS]],
    ['readFileSync of 1 KB as text', 'µs', 'read-file.cjs', ['utf8', READS]],
    ['readFileSync of 1 KB as bytes', 'µs', 'read-file.cjs', ['bytes', READS]],
    ['work of two processes against one', '×', 'processors.cjs', [WORK]],
  ];
  try {
    for (const [name, unit, program, args] of measures) {
      const container: number[] = [];
      const node: number[] = [];
      for (let round = 0; round < rounds; round++) {
        say(`${name}, round ${round + 1} of ${rounds}`);
        container.push(...(await inContainer(opened, program, args)));
        node.push(...(await onNode(program, args)));
      }
      if (program === 'start.cjs') nodeStarts.push(...node);
      add(name, unit, container, node);
    }
  } finally {
    await opened.close();
  }
}

/** What a server has to itself that nobody asks. */
async function idleMemory(): Promise<void> {
  const name = 'memory of an idle server';
  if (platform() !== 'linux') return say(`${name}: only Linux tells it`);
  const container: number[] = [];
  const node: number[] = [];
  for (let round = 0; round < MEMORY_ROUNDS; round++) {
    say(`${name}, round ${round + 1} of ${MEMORY_ROUNDS}`);
    container.push(await idleInContainer());
    node.push(await idleOnNode());
  }
  add(name, 'MB', container, node);
}

/** The first program of a container that has just booted: nothing is warm but the browser. */
async function coldStart(): Promise<void> {
  const container: number[] = [];
  for (let round = 0; round < rounds; round++) {
    say(`first spawn after boot, round ${round + 1} of ${rounds}`);
    const opened = await containerWithPrograms();
    try {
      await pause(SETTLE); // The browser itself has just started.
      await bootAnew(opened);
      container.push(...(await inContainer(opened, 'start.cjs', [1, 0])));
    } finally {
      await opened.close();
    }
  }
  add('spawn to first answer, first one after boot', 'ms', container, nodeStarts);
}

/**
 * From pressing the button on a chapter to the first answer of the service: against the same platform with the same
 * service on Node, and against one server there, which is what the service is without a platform.
 */
async function pressRun(): Promise<void> {
  const site = await openChapterSite();
  const container: number[] = [];
  const node: number[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      say(`pressing Run, round ${round + 1} of ${rounds}`);
      container.push(await site.pressRun());
      node.push(await runOnNode());
    }
  } finally {
    await site.close();
  }
  add('pressing Run to first answer, the platform on Node', 'ms', container, node);
  add('pressing Run to first answer, one server on Node', 'ms', container, nodeStarts);
}

function add(name: string, unit: string, container: number[], node: number[]): void {
  const [ours, theirs] = [median(container), median(node)];
  rows.push({ name, unit, container: ours, node: theirs, ratio: ours / theirs, runs: container.length });
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

/** Progress goes to stderr: stdout is the result. */
function say(text: string): void {
  console.error(text);
}
