import { h, setText } from '../../dom.ts';
import type { LabProblem } from '../../problem.ts';
import { panelFrame } from '../panel.ts';
import type { Panel } from '../panel.ts';

/** What the message can do for the reader. */
export interface ProblemActions {
  /** Whether the place can be shown in the editor. */
  canGoTo(where: NonNullable<LabProblem['where']>): boolean;
  goTo(where: NonNullable<LabProblem['where']>): void;
  /** Whether the same could be done on the embedded container, where it may not go wrong. */
  canFallBack(problem: LabProblem): boolean;
  fallBack(): void;
  dismiss(): void;
}

/** What went wrong: a title in words, the cause in the words of whoever noticed it, and how to mend it. */
export function problemPanel(actions: ProblemActions): Panel {
  const place = h('span', { class: 'fact' });
  const title = h('h4');
  const cause = h('pre', { tabindex: 0, 'aria-label': 'Cause' });
  const mend = h('p');
  const go = h('button', { type: 'button' });
  const fall = h('button', { type: 'button', onclick: () => actions.fallBack() }, 'Run on the embedded container');
  const dismiss = h('button', { type: 'button', onclick: () => actions.dismiss() }, 'Dismiss');
  const message = h('div', { class: 'message' }, title, cause, mend, h('p', { class: 'row' }, go, fall, dismiss));
  const element = panelFrame('problem', 'What went wrong', place, message);
  let shown: LabProblem | null = null;
  go.onclick = () => shown?.where && actions.goTo(shown.where);

  return {
    element,
    draw({ problem }) {
      element.hidden = problem === null;
      if (problem === null || problem === shown) return;
      shown = problem;
      const { where, process } = problem;
      const line = where?.line ?? null;
      const at = where === null ? '' : where.file + (line === null ? '' : `, line ${line}`);
      setText(place, [process ?? '', at].filter(Boolean).join(' \u00a0 '));
      setText(title, problem.title);
      setText(cause, problem.cause);
      setText(mend, problem.mend);
      go.hidden = where === null || !actions.canGoTo(where);
      fall.hidden = !actions.canFallBack(problem);
      setText(go, line === null ? `Open ${where?.file ?? ''}` : `Go to line ${line}`);
    },
  };
}
