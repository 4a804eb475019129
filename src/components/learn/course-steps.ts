import { printMinutes } from '../../content/minutes.ts';
import { courseState, type CourseState, type StepRef, type StepState } from '../../learn/course.ts';
import { openProgress } from '../../learn/open.ts';
import type { ProgressStore } from '../../learn/store.ts';
import { stepOf } from './step-of.ts';

interface Row {
  element: HTMLElement;
  step: StepRef;
  box: HTMLInputElement;
  link: HTMLAnchorElement | null;
}

/** A course's page: shows how far the reader is, and keeps what is ticked and which step was opened. */
class CourseSteps extends HTMLElement {
  #rows: Row[] = [];

  connectedCallback(): void {
    this.#rows = [...this.querySelectorAll<HTMLElement>('tr[data-mark]')].map((element) => ({
      element,
      step: stepOf(element),
      box: element.querySelector('input')!,
      link: element.querySelector('a'),
    }));
    void this.#start();
  }

  async #start(): Promise<void> {
    const store = await openProgress();
    for (const row of this.#rows) {
      row.box.disabled = false;
      row.box.addEventListener('change', () => {
        store.record('marks', row.step.mark, { done: row.box.checked });
        this.#at(store, row);
      });
      row.link?.addEventListener('click', () => this.#at(store, row));
    }
    this.querySelector('[data-next]')?.addEventListener('click', () => {
      const { next } = this.#state(store);
      if (next !== null) this.#at(store, this.#rows[next]!);
    });
    store.subscribe(() => this.#draw(this.#state(store)));
    this.#draw(this.#state(store));
  }

  /** The reader is at this step now. */
  #at(store: ProgressStore, { step }: Row): void {
    store.record('courses', this.dataset['course']!, { step: step.mark });
  }

  #state(store: ProgressStore): CourseState {
    return courseState(
      this.dataset['course']!,
      this.#rows.map(({ step }) => step),
      store.progress,
    );
  }

  #draw(state: CourseState): void {
    const { states, done, minutesLeft, next, started } = state;
    this.#rows.forEach(({ element, box, step }, index) => {
      const current = states[index]!;
      const isNext = index === next;
      box.checked = current.done;
      element.classList.toggle('next', isNext);
      element.querySelector('[data-state]')!.textContent = wordsFor(current, step, isNext && started);
    });
    this.querySelector('[data-done]')!.textContent = `${done} of ${this.#rows.length} steps done`;
    this.querySelector('[data-left]')!.textContent =
      minutesLeft === 0 ? 'nothing left to do' : `about ${printMinutes(minutesLeft)} left`;
    this.#drawNext(next, started);
    this.#drawGauge(state);
  }

  #drawNext(next: number | null, started: boolean): void {
    const link = this.querySelector<HTMLAnchorElement>('[data-next]')!;
    const row = next === null ? null : this.#rows[next]!;
    link.hidden = row === null;
    if (row === null) return;
    const name =
      row.element.querySelector('th')!.firstElementChild?.textContent ?? row.element.querySelector('th')!.textContent;
    // A task without a place is in the table itself.
    row.element.id ||= `step-${next}`;
    link.href = row.link?.href ?? `#${row.element.id}`;
    link.textContent = `${started ? 'Go on with' : 'Begin with'}: ${name.trim()}`;
  }

  /** The chapters in course order: done, next, or to do. */
  #drawGauge({ states, next }: CourseState): void {
    const here = next === null ? undefined : this.#rows[next]!.element.dataset['factor'];
    for (const item of this.querySelectorAll<HTMLElement>('.gauge [data-factor]')) {
      const { factor } = item.dataset;
      const own = states.filter((_, index) => this.#rows[index]!.element.dataset['factor'] === factor);
      const done = own.length > 0 && own.every((state) => state.done);
      item.classList.toggle('done', done);
      item.classList.toggle('here', !done && factor === here);
      item.querySelector('.vh')!.textContent = done ? ' done' : factor === here ? ' next' : ' to do';
    }
  }
}

function wordsFor({ done, by, found }: StepState, { evidence }: StepRef, isNext: boolean): string {
  if (done) return by === 'seen' ? seenWords(evidence!) : 'done';
  const some = found > 0 && evidence !== null ? `${found} of ${evidence.keys.length} right` : '';
  return [isNext ? 'next' : 'to do', some].filter(Boolean).join(', ');
}

function seenWords({ section, keys }: NonNullable<StepRef['evidence']>): string {
  switch (section) {
    case 'experiments':
      return 'ran here';
    case 'exercises':
      return 'all checks hold';
    case 'questions':
      return `${keys.length} of ${keys.length} right`;
  }
}

customElements.define('course-steps', CourseSteps);
