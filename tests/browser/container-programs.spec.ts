import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { mountDirectory } from '../../container/testing/mount.ts';
import { browserName } from '../../container/testing/browsers/browser.ts';
import { openContainer, type OpenContainer } from '../../container/testing/open.ts';
import { differences, engines } from '../programs/testing/differences.ts';

/**
 * Programs print the same in the container as on plain Node. Each program of tests/programs runs on the Node that runs
 * this test and in the container; stdout, stderr and exit code are compared line by line. What differs stands in
 * differences.ts, and must differ.
 */

interface Outcome {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: string | null;
}

const programs = fileURLToPath(new URL('../programs', import.meta.url));
const names = (await readdir(programs)).filter((name) => /\.[cm]js$/.test(name));
const IN_CONTAINER = '/home/lab/programs';

/** Null where the engine is V8. */
const engine = browserName() === 'chromium' ? null : engines[browserName() === 'firefox' ? 'firefox' : 'webkit'];

// Every program gets processes and ports of its own, but a busy machine would stretch their time limits.
test.describe.configure({ mode: 'default', timeout: 240_000 });

let container: OpenContainer;
test.beforeAll(async () => {
  container = await openContainer();
  await mountDirectory(container.page, programs, 'programs');
});
test.afterAll(() => container.close());

for (const name of names) {
  test(name, async () => {
    test.skip(engine !== null && name in engine.notCompared, engine?.notCompared[name]);
    const node = await onNode(name);
    const ours = await inContainer(name);
    expect(node.signal, node.stderr).toBeNull();
    const expected = engine?.differences[name] ?? differences[name] ?? [];
    expect(differingLines(node, ours)).toEqual(expected.map(normalise));
  });
}

test('every listed difference belongs to a program', () => {
  const lists = Object.values(engines).flatMap((each) => [each.differences, each.notCompared]);
  const all = [differences, ...lists].flatMap((each) => Object.keys(each));
  expect(all.filter((name) => !names.includes(name))).toEqual([]);
});

/** Runs a program on plain Node, in an empty temporary directory. */
async function onNode(name: string): Promise<Outcome> {
  const TMPDIR = await mkdtemp(join(tmpdir(), 'programs-'));
  try {
    // Programs start `node` by its name too: the same one.
    const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);
    const args = [join(programs, 'testing/record.cjs'), join(programs, name)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: { PATH, TMPDIR } });
    return parse(stdout, name);
  } finally {
    await rm(TMPDIR, { recursive: true, force: true });
  }
}

async function inContainer(name: string): Promise<Outcome> {
  const output = await container.page.evaluate(
    async (args) => {
      const { output } = await window.container.spawn('node', args);
      return new Response(output.pipeThrough(new TextEncoderStream())).text();
    },
    [`${IN_CONTAINER}/testing/record.cjs`, `${IN_CONTAINER}/${name}`],
  );
  return parse(output, name);
}

function parse(output: string, name: string): Outcome {
  try {
    return JSON.parse(output) as Outcome;
  } catch {
    throw new Error(`${name} was not recorded; instead came: ${output}`);
  }
}

/** Lines of the two that are not the same, in the manner of diff: `-` Node's, `+` the container's. */
function differingLines(node: Outcome, ours: Outcome): string[] {
  const lines: string[] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    lines.push(...diff(normalise(node[stream]).split('\n'), normalise(ours[stream]).split('\n')));
  }
  if (node.code !== ours.code) lines.push(`-exit code ${node.code}`, `+exit code ${ours.code}`);
  if (node.signal !== ours.signal) lines.push(`-signal ${node.signal}`, `+signal ${ours.signal}`);
  return lines;
}

/**
 * Takes out what differs between any two runs (places, process ids), and frames of Node's own files; where the engine is
 * not V8 all frames, and the carets that point at their columns.
 */
function normalise(text: string): string {
  const comparable =
    engine === null ? text : text.replace(/\n(  ! )? +at .*?(?=[,{]*$)/gm, '').replace(/^([-+]?)(  ! )? *\^+$/gm, '$1');
  return comparable
    .replaceAll(programs, '/programs')
    .replaceAll(IN_CONTAINER, '/programs')
    .replaceAll(process.execPath, '/usr/local/bin/node')
    .replace(/\(node:\d+\)/g, '(node:PID)')
    .replace(/\n +at .*\bnode:[\w/:.]+\)?/g, '');
}

/** The longest common subsequence, by the textbook; the texts have a few hundred lines. */
function diff(left: string[], right: string[]): string[] {
  const common = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  for (let l = left.length - 1; l >= 0; l--) {
    for (let r = right.length - 1; r >= 0; r--) {
      const same = left[l] === right[r];
      common[l]![r] = same ? common[l + 1]![r + 1]! + 1 : Math.max(common[l + 1]![r]!, common[l]![r + 1]!);
    }
  }
  const lines: string[] = [];
  for (let l = 0, r = 0; l < left.length || r < right.length;) {
    if (l < left.length && r < right.length && left[l] === right[r]) {
      l++;
      r++;
    } else if (r === right.length || (l < left.length && common[l + 1]![r]! >= common[l]![r + 1]!)) {
      lines.push(`-${left[l++]}`);
    } else {
      lines.push(`+${right[r++]}`);
    }
  }
  return lines;
}
