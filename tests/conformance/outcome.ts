/** How long a test file may run, in milliseconds. */
export const LIMIT = 15_000;

/** How a test file ended. */
export interface Outcome {
  /** Its exit code; null when it was ended by a signal or by the limit. */
  code: number | null;
  /** All that it wrote. */
  output: string;
  late: boolean;
}

export type Verdict = 'passed' | 'skipped' | 'failed';

/** A file passes by its exit code alone; one that skips says so on its first line, and proves nothing. */
export function verdictOf({ code, output, late }: Outcome): Verdict {
  if (late || code !== 0) return 'failed';
  return /^1\.\.0 # Skipped/m.test(output) ? 'skipped' : 'passed';
}
