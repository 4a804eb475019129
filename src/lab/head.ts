import { h, required, setAttribute, setChildren, setText } from './dom.ts';
import type { Progress } from './pack.ts';
import { hasResults } from './state.ts';
import type { LabView } from './state.ts';
import { clock } from './time.ts';

/** What the buttons of a lab's head do. */
export type HeadAction = 'open' | 'results' | 'run' | 'measure' | 'check' | 'stop' | 'reset';

/** What a lab is for on its page. */
export type LabMode = 'experiment' | 'exercise';

/** One button of the head. */
export interface HeadButton {
  action: HeadAction;
  label: string;
  solid: boolean;
}

/** What the head needs to know beside the view. */
export interface HeadFacts {
  mode: LabMode;
  /** The version in the editor and whether it can be switched; `wrong` and `right` in an experiment. */
  version: string;
  versions: readonly [string, string];
  /** Whether the bench is open, or the listing (or the results) in its place. */
  benchOpen: boolean;
  /** Where the processes run, as the reader would say it. */
  runtime: string;
}

/** The buttons for a state: at most three, one of them solid, and Stop and Reset wherever there is something to end. */
export function headButtons(view: LabView, { mode, benchOpen }: HeadFacts): HeadButton[] {
  const button = (action: HeadAction, label: string, solid = false): HeadButton => ({ action, label, solid });
  const main = mode === 'exercise' ? button('check', 'Check', true) : button('measure', 'Run wrong and right', true);
  const end = [button('stop', 'Stop'), button('reset', 'Reset')];
  if (view.phase === 'booting' || view.phase === 'stopping') return end;
  if (view.phase === 'running') {
    if (view.task?.kind !== 'run') return end;
    if (view.problem !== null) return [button('run', 'Run again', true), ...end];
    return [mode === 'exercise' ? main : button('measure', 'Measure', true), ...end];
  }
  const reset = button('reset', 'Reset');
  const measured = hasResults(view);
  if (!benchOpen) {
    if (measured) return [{ ...main, label: 'Run again, new seed' }, button('open', 'Open the bench'), reset];
    if (view.phase === 'idle')
      return [main, button('open', 'Open the bench')].slice(mode === 'exercise' ? 1 : 0).map(solidFirst);
    return [{ ...main, label: 'Run again' }, button('open', 'Open the bench'), reset];
  }
  const ranBefore = view.phase !== 'idle' && view.task?.kind === 'run';
  const run = button('run', ranBefore ? 'Run again' : 'Run', mode === 'experiment');
  if (mode === 'exercise') return [main, run, reset];
  return [run, measured ? button('results', 'See the results') : { ...main, label: 'Measure', solid: false }, reset];
}

function solidFirst(button: HeadButton, index: number): HeadButton {
  return { ...button, solid: index === 0 };
}

/** The facts line: what state the lab is in, and with what. */
export function headLine(view: LabView, { runtime }: HeadFacts, now: number): { text: string; wrong: boolean } {
  const spent = clock((view.endedAt ?? now) - (view.startedAt ?? now));
  const seed = view.experiment === null ? null : `seed ${view.experiment.seed}`;
  const failed = view.problem !== null && view.phase !== 'done';
  const state = {
    idle: 'not started',
    booting: `starting: ${view.loading ? loaded(view.loading) : (view.step ?? '')}`,
    running: failed && view.task?.kind === 'run' ? `${release(view)} has a problem` : `${doing(view)} ${spent}`,
    stopping: 'stopping',
    stopped: 'stopped',
    failed: view.task?.kind !== 'run' ? 'failed' : view.step === null ? 'ended' : 'did not start',
    done: `done in ${(((view.endedAt ?? now) - (view.startedAt ?? now)) / 1000).toFixed(1)} s`,
  }[view.phase];
  const ofResults = view.task?.kind === 'experiment';
  const node = view.system.node === null ? null : `Node ${view.system.node.replace(/^v/, '')} ${runtime}`;
  const parts = [state, ofResults ? seed : null, node];
  return { text: parts.filter((part) => part !== null).join('   '), wrong: failed };
}

function loaded({ what, bytes, total }: Progress): string {
  const megabytes = (count: number) => (count / 1e6).toFixed(1);
  return `loading ${what}, ${megabytes(bytes)}${total === null ? '' : ` of ${megabytes(total)}`} MB`;
}

function release(view: LabView): string {
  return view.system.release === null ? 'the app' : `release v${view.system.release}`;
}

function doing(view: LabView): string {
  return { run: 'running', experiment: 'measuring', check: 'checking' }[view.task?.kind ?? 'run'];
}

/** Draws the head into the markup that the page came with. */
export class Head {
  readonly #host: HTMLElement;
  readonly #buttons = new Map<HeadAction, HTMLButtonElement>();
  readonly #row: HTMLElement;
  readonly #line: HTMLElement;
  readonly #which: HTMLElement | null;

  constructor(host: HTMLElement) {
    this.#host = host;
    this.#row = required(host, '[data-lab-buttons]');
    this.#line = required(host, '[data-lab-facts]');
    this.#which = host.querySelector('[data-lab-which]');
    for (const button of this.#row.querySelectorAll<HTMLButtonElement>('[data-action]')) {
      this.#buttons.set(button.dataset['action'] as HeadAction, button);
    }
  }

  draw(view: LabView, facts: HeadFacts): void {
    this.#drawButtons(headButtons(view, facts));
    const line = headLine(view, facts, Date.now());
    setText(this.#line, line.text);
    this.#line.classList.toggle('is-wrong', line.wrong);
    this.#line.classList.toggle('soft', !line.wrong);
    this.#host.dataset['phase'] = view.phase;
    if (this.#which === null) return;
    this.#which.hidden = !facts.benchOpen;
    for (const button of this.#which.querySelectorAll<HTMLButtonElement>('[data-version]')) {
      setAttribute(button, 'aria-pressed', button.dataset['version'] === facts.version ? 'true' : 'false');
    }
  }

  /** Puts the keyboard on the first button. */
  focus(): void {
    this.#row.querySelector('button')?.focus();
  }

  #drawButtons(specs: HeadButton[]): void {
    const hadFocus = this.#row.contains(document.activeElement);
    const elements = specs.map(({ action, label, solid }) => {
      let button = this.#buttons.get(action);
      if (button === undefined) {
        button = h('button', { type: 'button', 'data-action': action });
        this.#buttons.set(action, button);
      }
      setText(button, label);
      button.classList.toggle('press', solid);
      return button;
    });
    setChildren(this.#row, elements);
    // The pressed button may be gone now; the keyboard stays with its neighbours.
    if (hadFocus && !this.#row.contains(document.activeElement)) this.focus();
  }
}
