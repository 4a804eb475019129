import type { OpenContainer } from '../../container/testing/open.ts';
import { within } from '../../src/lab/time.ts';
import { openSuite, runInContainer } from './in-container.ts';
import type { Module } from './modules.ts';
import { runOnNode } from './on-node.ts';
import { LIMIT, verdictOf } from './outcome.ts';
import { readWithSiblings } from './suite.ts';
import type { TestFile } from './suite.ts';

/** What became of one test file. */
export interface Result {
  path: string;
  /** `excluded` by a rule, `unscored` because plain Node does not pass it either, else how the container did. */
  verdict: 'excluded' | 'unscored' | 'passed' | 'skipped' | 'failed';
  /** Why, for all but those that passed: the rule, or the end of what the file wrote. */
  detail?: string;
}

/** Files at a time. */
const LANES = 2;

/** A container that does not answer this long after a file's own limit is given up, in milliseconds. */
const GRACE = 20_000;

/**
 * Runs the files of a module on plain Node and, those that pass there, in a container of the module's own.
 * @param tell hears of each result as it comes
 */
export async function measure(directory: string, files: TestFile[], tell: (result: Result) => void): Promise<Result[]> {
  const results: Result[] = [];
  const queues = [
    files.filter(({ path }) => !path.startsWith('sequential/')),
    files.filter(({ path }) => path.startsWith('sequential/')),
  ];
  const suite = new Suite(directory);
  let serial = 0;
  const lane = async (queue: TestFile[]) => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const result = await resultOf(directory, suite, file, ++serial);
      results.push(result);
      tell(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: LANES }, () => lane(queues[0]!)));
    await lane(queues[1]!);
  } finally {
    await suite.close();
  }
  return results.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function resultOf(directory: string, suite: Suite, file: TestFile, serial: number): Promise<Result> {
  const { path } = file;
  if (file.excluded) return { path, verdict: 'excluded', detail: file.excluded };
  const onNode = verdictOf(await runOnNode(directory, file, serial));
  if (onNode !== 'passed') return { path, verdict: 'unscored', detail: `${onNode} on plain Node` };
  const outcome = await suite.run(file, await readWithSiblings(directory, path), serial);
  const verdict = verdictOf(outcome);
  if (verdict === 'passed') return { path, verdict };
  const end = outcome.late ? `did not end within ${LIMIT / 1000} s` : `exit code ${outcome.code}`;
  return { path, verdict, detail: `${end}\n${outcome.output.slice(-2000)}` };
}

/** The container of a module, opened anew when it stops answering. */
class Suite {
  readonly #directory: string;
  #opened: Promise<OpenContainer> | null = null;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async run(...[file, texts, serial]: [TestFile, Record<string, string>, number]) {
    const opening = (this.#opened ??= openSuite(this.#directory));
    try {
      return await within(
        LIMIT + GRACE,
        opening.then((opened) => runInContainer(opened, file, texts, serial)),
        () => new Error('the container stopped answering'),
      );
    } catch (error) {
      if (this.#opened === opening) this.#opened = null;
      await opening.then(
        (opened) => opened.close(),
        () => undefined,
      );
      return { code: null, output: String(error), late: false };
    }
  }

  async close(): Promise<void> {
    await (await this.#opened)?.close();
  }
}

/** A line of the table. */
export interface Row {
  module: string;
  /** Files that the container passes. */
  passed: number;
  /** Files that plain Node passes and no rule excludes. */
  scored: number;
  /** Files that a rule excludes, or that plain Node does not pass. */
  excluded: number;
  /** Percent of the scored files that it is to pass. */
  target: number;
}

/** Sums up a module. A file that the container skips counts as scored and not passed. */
export function rowOf({ name, target }: Module, results: Result[]): Row {
  const count = (...verdicts: Result['verdict'][]) =>
    results.filter(({ verdict }) => verdicts.includes(verdict)).length;
  return {
    module: name,
    passed: count('passed'),
    scored: count('passed', 'skipped', 'failed'),
    excluded: count('excluded', 'unscored'),
    target,
  };
}
