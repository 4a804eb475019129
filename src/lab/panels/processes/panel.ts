import type { ProcessPhase, Signal } from '../../../../platform/protocol.ts';
import { h, setAttribute, setChildren, setText } from '../../dom.ts';
import type { Command } from '../../platform-client.ts';
import type { LabView } from '../../state.ts';
import { clock } from '../../time.ts';
import { panelFrame } from '../panel.ts';
import type { Panel } from '../panel.ts';

/** Processes of one type that the counter goes up to; the platform may refuse fewer. */
const MOST_PROCESSES = 8;

const phaseWords: Record<ProcessPhase, string> = {
  starting: 'starting',
  up: 'up',
  stopping: 'stopping',
  exited: 'exited',
  crashed: 'crashed',
  held: 'held back',
};

/** A line of the table: a process of the formation, or a backing service. */
interface Line {
  name: string;
  machine: string;
  port: number | null;
  pid: number | null;
  phase: ProcessPhase;
  since: number;
  restarts: number | null;
  exit: string;
  /** The commands behind the line's two buttons. */
  term: Command;
  kill: Command | null;
  start: Command | null;
}

/** The process table: what runs where, for how long, and the means to disturb it. */
export function processesPanel(send: (command: Command) => void): Panel {
  const facts = h('span', { class: 'fact' });
  const body = h('tbody');
  const formation = h('div', { class: 'scale', role: 'group', 'aria-label': 'Formation' });
  const restart = h('button', {
    type: 'button',
    class: 'small',
    onclick: () => send({ command: 'restart', process: null }),
  });
  restart.append('Restart all');
  const emptyRow = h('tr', {}, h('td', { colspan: 8 }, 'Nothing runs.'));
  const rows = new Map<string, Row>();
  const counters = new Map<string, Counter>();

  const column = (name: string, kind = '') => h('th', { scope: 'col', class: kind || null }, name);
  const table = h(
    'table',
    { class: 'procs' },
    h('caption', { class: 'vh' }, 'Processes and backing services'),
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        column('process'),
        column('machine'),
        column('port', 'narrow-opt'),
        column('pid', 'opt'),
        column('state'),
        column('up', 'opt n'),
        column('restarts', 'opt n'),
        column('send a signal'),
      ),
    ),
    body,
  );
  const element = panelFrame(
    'procs-p',
    'Processes',
    facts,
    h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Process table, scrolls sideways' }, table),
    formation,
  );

  return {
    element,
    draw(view) {
      const { system } = view;
      const live = view.phase === 'running' && view.task?.kind === 'run';
      const release = system.release === null ? '' : `release v${system.release} \u00a0 `;
      const build = system.slug === null ? '' : `${release}build ${system.slug.slice(0, 7)}`;
      const signals = system.signals === 'ipc' ? 'signals over IPC' : '';
      setText(facts, [signals, build].filter(Boolean).join(' \u00a0 '));
      const now = view.endedAt ?? Date.now();
      const lines = [...system.processes.map(processLine), ...system.services.map(serviceLine)];
      for (const name of rows.keys()) if (!lines.some((line) => line.name === name)) rows.delete(name);
      setChildren(
        body,
        lines.length === 0
          ? [emptyRow]
          : lines.map((line) => keyed(rows, line.name, () => new Row(send)).draw(line, live, now)),
      );
      const types = Object.keys(system.formation);
      const counts = types.map((type) =>
        keyed(counters, type, () => new Counter(type, send)).draw(system.formation[type] ?? 0, live),
      );
      restart.disabled = !live;
      setChildren(formation, types.length === 0 ? [] : [...counts, restart]);
    },
  };
}

function keyed<T>(map: Map<string, T>, key: string, make: () => T): T {
  const there = map.get(key);
  if (there !== undefined) return there;
  const made = make();
  map.set(key, made);
  return made;
}

function processLine(process: LabView['system']['processes'][number]): Line {
  const signal = (name: Signal): Command => ({ command: 'signal', process: process.name, signal: name });
  const { exit } = process;
  const ended = exit === null ? '' : (exit.signal ?? `exit ${exit.code}`);
  return { ...process, exit: ended, term: signal('SIGTERM'), kill: signal('SIGKILL'), start: null };
}

function serviceLine(service: LabView['system']['services'][number]): Line {
  return {
    ...service,
    machine: 'backing',
    restarts: null,
    exit: '',
    term: { command: 'service', name: service.name, action: 'stop' },
    kill: null,
    start: { command: 'service', name: service.name, action: 'start' },
  };
}

/** One row; its elements stay while its process does, so that the focus stays on a button that was pressed. */
class Row {
  readonly #element = h('tr');
  readonly #cells = ['th', 'td', 'td', 'td', 'td', 'td', 'td', 'td'].map((tag) => h(tag as 'td'));
  readonly #first = h('button', { type: 'button', class: 'small' });
  readonly #second = h('button', { type: 'button', class: 'small' });
  readonly #phase = h('span');
  readonly #exit = h('span', { class: 'opt' });
  #line: Line | null = null;

  constructor(send: (command: Command) => void) {
    this.#cells[0]?.setAttribute('scope', 'row');
    this.#cells[2]?.classList.add('narrow-opt');
    for (const index of [3, 5, 6]) this.#cells[index]?.classList.add('opt');
    for (const index of [5, 6]) this.#cells[index]?.classList.add('n');
    this.#first.onclick = () =>
      this.#line !== null && send(this.#isDownService() ? this.#line.start! : this.#line.term);
    this.#second.onclick = () => this.#line?.kill && send(this.#line.kill);
    this.#cells[4]?.append(this.#phase, this.#exit);
    this.#cells[7]?.append(this.#first, ' ', this.#second);
    this.#element.append(...this.#cells);
  }

  draw(line: Line, live: boolean, now: number): HTMLTableRowElement {
    this.#line = line;
    const running = line.pid !== null;
    const up = running ? clock(now - line.since) : '–';
    setText(this.#phase, phaseWords[line.phase]);
    setText(this.#exit, line.exit !== '' && !running ? `, ${line.exit}` : '');
    const restarts = line.restarts === null ? '' : String(line.restarts);
    const texts = [line.name, line.machine, line.port ?? '–', line.pid ?? '–', null, up, restarts];
    texts.forEach((text, index) => text !== null && setText(this.#cells[index]!, String(text)));
    this.#element.classList.toggle('going', line.phase === 'crashed' || line.phase === 'held');
    if (line.kill !== null) {
      this.#button(this.#first, 'TERM', `Send SIGTERM to ${line.name}`, live && running);
      this.#button(this.#second, 'KILL', `Send SIGKILL to ${line.name}`, live && running);
    } else {
      const [label, name] = running ? ['Stop', `Stop ${line.name}`] : ['Start', `Start ${line.name}`];
      this.#button(this.#first, label, name, live);
      this.#second.hidden = true;
    }
    return this.#element;
  }

  #isDownService(): boolean {
    return this.#line?.start != null && this.#line.pid === null;
  }

  #button(button: HTMLButtonElement, label: string, name: string, enabled: boolean): void {
    setText(button, label);
    setAttribute(button, 'aria-label', name);
    setAttribute(button, 'aria-disabled', enabled ? null : 'true');
    button.disabled = !enabled && document.activeElement !== button;
  }
}

/** The counter of one process type. */
class Counter {
  readonly #type: string;
  readonly #count = h('output');
  readonly #less: HTMLButtonElement;
  readonly #more: HTMLButtonElement;
  readonly #element: HTMLElement;
  #value = 0;

  constructor(type: string, send: (command: Command) => void) {
    this.#type = type;
    // Counted here at once, so that two quick presses ask for two; the next drawing shows what there really is.
    const scale = (by: number) => {
      this.#value = Math.min(Math.max(this.#value + by, 0), MOST_PROCESSES);
      send({ command: 'scale', type, count: this.#value });
    };
    this.#less = h(
      'button',
      { type: 'button', class: 'small', 'aria-label': `One ${type} process fewer`, onclick: () => scale(-1) },
      '−',
    );
    this.#more = h(
      'button',
      { type: 'button', class: 'small', 'aria-label': `One ${type} process more`, onclick: () => scale(1) },
      '+',
    );
    this.#element = h(
      'span',
      { class: 'count' },
      h('span', {}, type),
      h('span', { class: 'split' }, this.#less, this.#count, this.#more),
    );
  }

  draw(value: number, live: boolean): HTMLElement {
    this.#value = value;
    setText(this.#count, String(value));
    setAttribute(this.#count, 'aria-label', `${value} ${this.#type}`);
    this.#less.disabled = !live || value === 0;
    this.#more.disabled = !live || value >= MOST_PROCESSES;
    return this.#element;
  }
}
