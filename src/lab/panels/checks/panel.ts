import type { Example } from '../../../content/example-schema.ts';
import { h, setText } from '../../dom.ts';
import type { LabView } from '../../state.ts';
import { panelFrame } from '../panel.ts';
import type { Panel } from '../panel.ts';

/** Whether every check of the example holds in the view. */
export function isSolved(example: Example, view: LabView): boolean {
  const results = view.checks?.results ?? [];
  return example.checks.every(({ id }) => results.some((result) => result.check === id && result.holds));
}

/** How the reader's service fares in each check, and the solutions once it holds. */
export function checksPanel(example: Example, showSolution: (version: string) => void): Panel {
  const count = h('span', { class: 'fact' });
  const body = h('tbody');
  const solutions = h(
    'p',
    { class: 'row' },
    h('span', {}, 'It holds. Other ways to do it:'),
    ...Object.keys(example.versions)
      .filter((version) => version.startsWith('solution'))
      .map((version) =>
        h('button', { type: 'button', class: 'small', onclick: () => showSolution(version) }, wordsOf(version)),
      ),
  );
  const heads = ['Check', 'How it is measured', 'Read', 'Expected', 'Result'];
  const table = h(
    'table',
    { class: 'stack check-results' },
    h('caption', { class: 'vh' }, 'Results of the checks'),
    h('thead', {}, h('tr', {}, ...heads.map((name) => h('th', { scope: 'col' }, name)))),
    body,
  );
  let drawn: LabView['checks'] | undefined;
  let wasChecking: boolean | null = null;

  return {
    element: panelFrame('checks-p', 'Checks', count, h('div', { class: 'cq' }, table), solutions),
    draw(view) {
      const checking = view.task?.kind === 'check' && (view.phase === 'booting' || view.phase === 'running');
      if (view.checks === drawn && checking === wasChecking) return;
      drawn = view.checks;
      wasChecking = checking;
      const results = view.checks?.results ?? [];
      const holding = results.filter(({ holds }) => holds).length;
      setText(count, results.length === 0 ? 'not checked yet' : `${holding} of ${example.checks.length} hold`);
      solutions.hidden = !isSolved(example, view);
      body.replaceChildren(
        ...example.checks.map(({ id, title, how, expected }) => {
          const result = results.find(({ check }) => check === id);
          const kind = result?.holds ? 'holds' : 'wrong';
          const open = checking ? 'checking' : 'not checked';
          return h(
            'tr',
            {},
            h('th', { scope: 'row' }, title),
            h('td', { class: 'why' }, how),
            h('td', { class: 'm', 'data-k': 'Read' }, result === undefined ? '–' : String(result.value)),
            h('td', { 'data-k': 'Expected' }, result?.expected ?? expected),
            h(
              'td',
              {},
              result === undefined
                ? h('span', { class: 'soft' }, open)
                : h('span', { class: `mark ${kind}` }, result.holds ? 'holds' : 'fails'),
            ),
          );
        }),
      );
    },
  };
}

function wordsOf(version: string): string {
  const words = version.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
