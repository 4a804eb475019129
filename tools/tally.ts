/** How many tests of a step passed and failed. */
export interface Tally {
  passed: number;
  failed: number;
  /** Tests that need something that is not there, as they say. */
  skipped?: number;
}

/** A tally in words. */
function inWords({ passed, failed, skipped = 0 }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A step of `npm test`. */
export interface Step {
  name: string;
  /** Steps that must have passed before; naming this one runs them too. */
  needs?: string[];
  /** Runs its tests and counts them; one that cannot run them at all throws. */
  run: () => Promise<Tally>;
}

/**
 * The steps that are named, and those that they need, in their own order.
 *
 * @param names none means all
 * @throws {Error} for a name that no step has
 */
export function selectSteps(steps: Step[], names: string[]): Step[] {
  if (names.length === 0) return steps;
  const wanted = new Set<string>();
  const want = (name: string) => {
    const step = steps.find((each) => each.name === name);
    if (!step) {
      throw new Error(`There is no test step "${name}". There are: ${steps.map((each) => each.name).join(', ')}.`);
    }
    wanted.add(name);
    step.needs?.forEach(want);
  };
  names.forEach(want);
  return steps.filter((step) => wanted.has(step.name));
}

/**
 * Runs steps one after another and adds up their counts. A step that throws, runs no test, or lacks a step that it needs
 * counts as one failed test.
 *
 * @param write gets the words between and after the steps, a line each
 */
export async function runSteps(steps: Step[], write: (line: string) => void): Promise<Tally> {
  const total = { passed: 0, failed: 0 };
  const broken = new Set<string>();
  const summary: string[] = [];
  for (const step of steps) {
    write(`\n== ${step.name}`);
    const started = performance.now();
    const missing = step.needs?.find((name) => broken.has(name));
    const { problem, ...tally }: Tally & { problem?: string } = missing
      ? { passed: 0, failed: 1, problem: `did not run, because ${missing} failed` }
      : await runStep(step);
    if (problem) write(problem);
    if (tally.failed > 0) broken.add(step.name);
    total.passed += tally.passed;
    total.failed += tally.failed;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    summary.push(`${step.name}: ${inWords(tally)} (${seconds} s)${problem ? `; ${problem}` : ''}`);
  }
  write(`\n== in all\n${summary.join('\n')}`);
  return total;
}

async function runStep(step: Step): Promise<Tally & { problem?: string }> {
  try {
    const tally = await step.run();
    if (tally.passed + tally.failed + (tally.skipped ?? 0) > 0) return tally;
    return { passed: 0, failed: 1, problem: 'no test ran' };
  } catch (error) {
    return { passed: 0, failed: 1, problem: error instanceof Error ? error.message : String(error) };
  }
}
