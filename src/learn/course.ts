import type { Progress } from './progress.ts';

/** A step of a course as far as progress is concerned; `src/content/courses.ts` makes them. */
export interface StepRef {
  mark: string;
  evidence: { section: 'experiments' | 'exercises' | 'questions'; keys: string[] } | null;
  minutes: number;
}

/** How a step stands. */
export interface StepState {
  done: boolean;
  /** Who said so last: what the site saw the reader do, or the reader's tick; null when nobody did. */
  by: 'seen' | 'reader' | null;
  /** How many of the entries that prove it are there: questions answered right, say. */
  found: number;
}

/**
 * Whether a step is done. What the site saw and what the reader ticked are of equal rank: the later one counts, so that
 * a tick can be taken away and the step done again.
 */
export function stepState({ mark, evidence }: StepRef, progress: Progress): StepState {
  const proofs = evidence === null ? [] : evidence.keys.map((key) => proof(evidence.section, key, progress));
  const found = proofs.filter((at) => at !== null);
  const seenAt = proofs.length > 0 && found.length === proofs.length ? Math.max(...found) : null;
  const ticked = progress.marks[mark];
  if (ticked && (seenAt === null || ticked.at >= seenAt)) {
    return { done: ticked.done, by: 'reader', found: found.length };
  }
  return { done: seenAt !== null, by: seenAt === null ? null : 'seen', found: found.length };
}

/** When an entry proved something, in milliseconds since 1970; null when it does not. */
function proof(section: 'experiments' | 'exercises' | 'questions', key: string, progress: Progress): number | null {
  if (section !== 'questions') return progress[section][key]?.at ?? null;
  const answer = progress.questions[key];
  return answer?.right ? answer.at : null;
}

/** How far the reader is in a course. */
export interface CourseState {
  states: StepState[];
  done: number;
  minutesLeft: number;
  /** Where to go on: index of a step, or null when all are done. */
  next: number | null;
  started: boolean;
}

/**
 * How far the reader is. One goes on with the step that was opened last if it is not done, else with the first one
 * after it that is not, else with the first one at all.
 */
export function courseState(id: string, steps: readonly StepRef[], progress: Progress): CourseState {
  const states = steps.map((step) => stepState(step, progress));
  const open = (from: number) => states.findIndex(({ done }, index) => index >= from && !done);
  const opened = progress.courses[id];
  const at = opened ? steps.findIndex(({ mark }) => mark === opened.step) : -1;
  const next = [open(Math.max(at, 0)), open(0)].find((index) => index >= 0) ?? null;
  return {
    states,
    done: states.filter(({ done }) => done).length,
    minutesLeft: steps.reduce((sum, { minutes }, index) => sum + (states[index]!.done ? 0 : minutes), 0),
    next,
    started: opened !== undefined,
  };
}

/** The course that was used last; null when none was. @param ids the courses there are */
export function lastCourse(ids: readonly string[], progress: Progress): string | null {
  const used = ids.filter((id) => progress.courses[id] !== undefined);
  return used.toSorted((a, b) => progress.courses[b]!.at - progress.courses[a]!.at)[0] ?? null;
}
