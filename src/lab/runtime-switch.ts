import { h } from './dom.ts';
import { RUNTIME_CHANGED } from './runtime/choice.ts';
import type { RuntimeName } from './runtime/choice.ts';
import { runtimeChoice } from './runtime/chosen.ts';
import { useRuntime } from './runtime/index.ts';
import { runtimeWords } from './runtime/words.ts';

let groups = 0;

/** Fills the place below a lab in which the reader chooses the runtime of all labs of the page. */
export function fillSwitch(details: HTMLDetailsElement): void {
  const group = `runtime-${++groups}`;
  const inputs = (Object.keys(runtimeWords) as RuntimeName[]).map((name) => {
    const input = h('input', { type: 'radio', name: group, value: name });
    input.addEventListener('change', () => void useRuntime(name));
    return input;
  });
  const choices = inputs.map((input) => {
    const { name, sentences } = runtimeWords[input.value as RuntimeName];
    return h(
      'label',
      {},
      input,
      h('span', {}, h('b', {}, name[0]!.toUpperCase() + name.slice(1)), `: ${sentences.join(' ')}`),
    );
  });
  const draw = () => {
    for (const input of inputs) input.checked = input.value === runtimeChoice.current;
  };
  const note = h('p', { class: 'soft' }, 'For all labs of this site. What runs is stopped, your edits stay.');
  details.append(
    h('fieldset', { class: 'choices' }, h('legend', { class: 'vh' }, 'What the labs run on'), ...choices),
    note,
  );
  draw();
  document.addEventListener(RUNTIME_CHANGED, draw);
}
