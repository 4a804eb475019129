import { h, required } from './dom.ts';
import type { Panel } from './panels/panel.ts';
import { bootSteps } from './state.ts';
import type { BootStep, LabView } from './state.ts';

/** What stands below the head: the listings, the results of an experiment, or the bench. */
export type Place = 'listing' | 'results' | 'bench';

/** The panels of the bench, by where they stand in it. */
export interface BenchPanels {
  files: Panel;
  wires: Panel;
  problem: Panel;
  processes: Panel;
  /** Where the example asks for it. */
  releases: Panel | null;
  request: Panel;
  log: Panel;
}

const stepWords: Record<BootStep, string> = {
  support: 'see what the browser has',
  container: 'boot the container',
  files: 'lay out the files',
  platform: 'start the platform',
  processes: 'build, install, start the processes',
};

/** Puts the panels into the lab and shows the right ones; the listing becomes the bench where it stands. */
export class Layout {
  readonly #listing: HTMLElement;
  readonly #results: HTMLElement;
  readonly #bench: HTMLElement;
  readonly #boot: HTMLElement;
  readonly #bootPlace: Record<'results' | 'bench', HTMLElement>;
  readonly #problem: Panel;
  readonly #wires: Panel;
  readonly #middle: HTMLElement;
  #shown: Place = 'listing';

  constructor(host: HTMLElement, panels: BenchPanels, results: Panel | null, checks: Panel | null) {
    this.#listing = required(host, '[data-lab-idle]');
    this.#problem = panels.problem;
    this.#wires = panels.wires;
    this.#boot = h('ol', { class: 'boot', 'aria-label': 'Starting' });
    const inBench = h('div', { class: 'boot-place' });
    const inResults = h('div', { class: 'boot-place' });
    this.#bootPlace = { bench: inBench, results: inResults };
    this.#middle = h('div', { class: 'middle' }, inBench, panels.problem.element, panels.wires.element);
    this.#bench = h(
      'div',
      { class: `bench${checks === null ? '' : ' has-checks'}`, hidden: true },
      checks?.element,
      panels.files.element,
      this.#middle,
      h('div', { class: 'under-way' }, panels.processes.element, panels.releases?.element),
      panels.request.element,
      panels.log.element,
    );
    this.#results = h('div', { class: 'bench-results', hidden: true }, inResults, results?.element);
    this.#listing.after(this.#results, this.#bench);
  }

  get shown(): Place {
    return this.#shown;
  }

  /** Shows one place and hides the others. */
  show(place: Place): void {
    this.#shown = place;
    this.#listing.hidden = place !== 'listing';
    this.#results.hidden = place !== 'results';
    this.#bench.hidden = place !== 'bench';
    // The message about a problem goes where the reader looks.
    if (place === 'bench') this.#middle.insertBefore(this.#problem.element, this.#wires.element);
    if (place === 'results') this.#bootPlace.results.after(this.#problem.element);
  }

  draw(view: LabView): void {
    // A start that failed has no wires to show: what went wrong stands in their place.
    this.#wires.element.hidden = view.problem !== null && !view.system.processes.some(({ phase }) => phase === 'up');
    const place = this.#shown === 'results' ? this.#bootPlace.results : this.#bootPlace.bench;
    const failed = view.phase === 'failed';
    // Once the message is dismissed there is nothing left to say of a start that failed.
    if (view.phase !== 'booting' && !(failed && view.step !== null && view.problem !== null)) {
      return this.#boot.remove();
    }
    if (this.#boot.parentElement !== place) place.append(this.#boot);
    const now = view.step === null ? -1 : bootSteps.indexOf(view.step);
    const states = bootSteps.map((_, index) =>
      index < now ? 'done' : index > now ? 'to do' : failed ? 'failed' : 'now',
    );
    const drawn = states.join();
    if (this.#boot.dataset['drawn'] === drawn) return;
    this.#boot.dataset['drawn'] = drawn;
    this.#boot.replaceChildren(
      ...bootSteps.map((step, index) => {
        const state = states[index]!;
        const item = { class: state.replace(' ', '-'), 'aria-current': state === 'now' ? 'step' : null };
        return h('li', item, stepWords[step], h('span', { class: 'fact' }, state));
      }),
    );
  }
}
