import { h, setChildren, setText } from '../../dom.ts';
import type { Command } from '../../platform-client.ts';
import type { LabView } from '../../state.ts';

/** The config variables of the deploy. A change makes a new release, and the processes start again on it. */
export function configEditor(send: (command: Command) => void) {
  const about = h('p', { class: 'note' });
  const list = h('ul', { class: 'config-list' });
  const name = h('input', {
    'aria-label': 'Name',
    required: true,
    spellcheck: 'false',
    autocapitalize: 'off',
    placeholder: 'NAME',
  });
  name.pattern = '[A-Z_][A-Z0-9_]*';
  name.title = 'capital letters, digits and underscores';
  const value = h('input', { 'aria-label': 'Value', spellcheck: 'false', autocapitalize: 'off', placeholder: 'value' });
  const set = h('button', {}, 'Set');
  const form = h(
    'form',
    {
      class: 'config-form',
      onsubmit: (event) => {
        event.preventDefault();
        send({ command: 'config', set: { [name.value]: value.value }, unset: [] });
        form.reset();
        name.focus();
      },
    },
    name,
    value,
    set,
  );
  let drawn: Record<string, string> | null = null;
  let wasLive: boolean | null = null;

  return {
    element: h('div', { class: 'config' }, about, list, form),
    draw(view: LabView): void {
      const live = view.phase === 'running' && view.task?.kind === 'run';
      const { config, release } = view.system;
      setText(
        about,
        live
          ? `Release v${release ?? '…'} runs with these. Setting or unsetting one makes a new release; every process starts again on it.`
          : 'Config variables belong to a deploy, not to the code. Press Run, then you can change them.',
      );
      set.disabled = !live;
      if (config === drawn && live === wasLive) return;
      drawn = config;
      wasLive = live;
      setChildren(
        list,
        Object.entries(config).map(([key, text]) => entry(key, text, live)),
      );
    },
  };

  function entry(key: string, text: string, live: boolean): HTMLElement {
    const take = () => {
      name.value = key;
      value.value = text;
      value.focus();
    };
    const unset = () => {
      send({ command: 'config', set: {}, unset: [key] });
      name.focus();
    };
    return h(
      'li',
      {},
      h('code', {}, `${key}=${text}`),
      h(
        'span',
        { class: 'row' },
        h(
          'button',
          { type: 'button', class: 'small', 'aria-label': `Change ${key}`, disabled: !live, onclick: take },
          'Change',
        ),
        h(
          'button',
          { type: 'button', class: 'small', 'aria-label': `Unset ${key}`, disabled: !live, onclick: unset },
          'Unset',
        ),
      ),
    );
  }
}
