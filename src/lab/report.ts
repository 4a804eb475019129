import type { Example } from '../content/example-schema.ts';
import { isSolved } from './panels/checks/panel.ts';
import type { LabView } from './state.ts';

/** What a lab reports to the page it stands in, by a `lab-report` event that bubbles from its element. */
export type LabReport =
  /** An experiment has measured both versions. */
  | { kind: 'experiment'; example: string; experiment: string }
  /** Every check of the exercise holds for the reader's own files. */
  | { kind: 'exercise'; example: string };

declare global {
  interface DocumentEventMap {
    'lab-report': CustomEvent<LabReport>;
  }
}

/** What a change of the view is worth reporting; null when nothing. @param name the example's */
export function reportOf(before: LabView, after: LabView, name: string, example: Example): LabReport | null {
  if (after.phase !== 'done' || before.phase === 'done') return null;
  if (after.task?.kind === 'experiment')
    return { kind: 'experiment', example: name, experiment: after.task.experiment };
  // A solution that was looked at and checked is not the reader's.
  const own = after.task?.kind === 'check' && after.task.version === 'starter';
  return own && isSolved(example, after) ? { kind: 'exercise', example: name } : null;
}
