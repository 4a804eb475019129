import { h, setAttribute, setChildren, setText } from '../../dom.ts';
import type { Command } from '../../platform-client.ts';
import type { ReleaseView } from '../../releases.ts';
import { panelFrame } from '../panel.ts';
import type { Panel } from '../panel.ts';
import { oneOffText } from './words.ts';

/** Releases that are listed, the newest first. */
const SHOWN = 6;

/**
 * The ledger of releases, with the way back to each of them; and a field for a command that runs once on the current
 * one, as a process of its own, whose output goes into the log.
 */
export function releasesPanel(command: string, send: (command: Command) => void): Panel {
  const facts = h('span', { class: 'fact' });
  const list = h('ol', { class: 'releases', 'aria-label': 'Releases, the newest first' });
  const empty = h('li', {}, 'Nothing is released.');
  const rows = new Map<number, Row>();
  const line = h('input', {
    'aria-label': 'Command',
    value: command,
    required: true,
    spellcheck: 'false',
    autocapitalize: 'off',
  });
  const submit = h('button', {}, 'Run once');
  const told = h('output', { class: 'fact' });
  const form = h(
    'form',
    {
      class: 'one-off',
      'aria-label': 'One-off process',
      onsubmit: (event) => {
        event.preventDefault();
        if (!submit.disabled) send({ command: 'run', line: line.value });
      },
    },
    h('span', { class: 'fact', 'aria-hidden': 'true' }, 'one-off'),
    line,
    submit,
    told,
  );

  return {
    element: panelFrame('releases-p', 'Releases', facts, list, form),
    draw(view) {
      const { releases, release: current, oneOff } = view.system;
      const live = view.phase === 'running' && view.task?.kind === 'run';
      const more = releases.length - SHOWN;
      setText(facts, more > 0 ? `and ${more} before` : '');
      const shown = releases.slice(-SHOWN).reverse();
      for (const number of rows.keys()) if (!shown.some((each) => each.number === number)) rows.delete(number);
      setChildren(
        list,
        shown.length === 0 ? [empty] : shown.map((each) => row(each).draw(each, each.number === current, live)),
      );
      submit.disabled = !live || current === null;
      setText(told, oneOff === null ? '' : oneOffText(oneOff));
    },
  };

  function row({ number }: ReleaseView): Row {
    const there = rows.get(number) ?? new Row(number, send);
    rows.set(number, there);
    return there;
  }
}

/** One release; its elements stay while it is listed, so that the focus stays on a button that was pressed. */
class Row {
  readonly #slug = h('span');
  readonly #why = h('span', { class: 'why' });
  readonly #back: HTMLButtonElement;
  readonly #element: HTMLLIElement;

  constructor(number: number, send: (command: Command) => void) {
    this.#back = h(
      'button',
      {
        type: 'button',
        class: 'small',
        'aria-label': `Roll back to v${number}`,
        onclick: () => this.#enabled && send({ command: 'rollback', number }),
      },
      'Roll back',
    );
    this.#element = h('li', {}, h('b', {}, `v${number}`), this.#slug, this.#why, this.#back);
  }

  draw({ slug, reason, refused }: ReleaseView, current: boolean, live: boolean): HTMLLIElement {
    setText(this.#slug, slug.slice(0, 7));
    const state = current ? ', current' : refused === null ? '' : `, refused: ${refused}`;
    setText(this.#why, `${reason}${state}`);
    setAttribute(this.#element, 'aria-current', current ? 'true' : null);
    this.#element.classList.toggle('now', current);
    this.#element.classList.toggle('refused', refused !== null);
    this.#back.hidden = current;
    const enabled = live && refused === null;
    setAttribute(this.#back, 'aria-disabled', enabled ? null : 'true');
    this.#back.disabled = !enabled && document.activeElement !== this.#back;
    return this.#element;
  }

  get #enabled(): boolean {
    return this.#back.getAttribute('aria-disabled') !== 'true';
  }
}
