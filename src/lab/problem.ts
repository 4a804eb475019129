import type { Problem } from '../../platform/protocol.ts';

/** What the lab itself can find wrong, beside what the platform finds. */
export type LabProblemCode =
  | 'not-isolated'
  | 'no-shared-memory'
  | 'no-container'
  | 'offline'
  | 'host-unreachable'
  | 'out-of-memory'
  | 'second-instance'
  | 'no-files'
  | 'bad-line'
  | 'other-protocol'
  | 'platform-ended'
  | 'container-failed'
  | 'container-gone'
  | 'edits-damaged'
  | 'edits-not-kept'
  | 'lab-failed';

/** A problem as the lab shows it: the platform's, or one of the lab's own in the same shape. */
export type LabProblem = Omit<Problem, 'code'> & { code: Problem['code'] | LabProblemCode };

/** Makes a problem of the lab's own: one that lies in no file and no process. */
export function labProblem(code: LabProblemCode, title: string, cause: string, mend: string): LabProblem {
  return { code, title, cause, mend, where: null, process: null };
}

/** Problems that another runtime may not have. */
const RUNTIME_PROBLEMS: readonly LabProblem['code'][] = [
  'not-isolated',
  'no-shared-memory',
  'no-container',
  'offline',
  'host-unreachable',
  'out-of-memory',
  'second-instance',
  'container-failed',
  'container-gone',
  'platform-ended',
  'other-protocol',
  'bad-line',
  'lab-failed',
  'build-failed',
  'experiment-failed',
  'never-listens',
  'unfit-runtime',
];

/** Whether a problem may come from what runs the code, and not from the code. */
export function liesInRuntime({ code }: LabProblem): boolean {
  return RUNTIME_PROBLEMS.includes(code);
}

/** An error that carries a problem to show. */
export class ProblemError extends Error {
  readonly problem: LabProblem;

  constructor(problem: LabProblem) {
    super(`${problem.title}. ${problem.cause}`);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The problem to show for anything that was thrown. */
export function problemOf(error: unknown): LabProblem {
  if (error instanceof ProblemError) return error.problem;
  const { code } = Object(error) as { code?: unknown };
  if (code === 'ELOST') return containerGone(error);
  const cause = error instanceof Error ? error.message : String(error);
  return labProblem(
    'lab-failed',
    'The lab made a mistake',
    cause,
    'Press Reset and run again. If it comes back, this is a bug of the lab: please report it with this message.',
  );
}

/** The container has ended under whatever ran in it. */
export function containerGone(error: unknown): LabProblem {
  const cause = error instanceof Error ? error.message : String(error);
  return labProblem('container-gone', 'The container is gone', cause, 'Run again: the lab gets a fresh container.');
}
