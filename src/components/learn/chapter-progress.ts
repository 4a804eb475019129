import { lastCourse } from '../../learn/course.ts';
import { readMark } from '../../learn/keys.ts';
import { hasProgress, keep, openProgress } from '../../learn/open.ts';
import type { ProgressStore } from '../../learn/store.ts';

/** The end of a chapter: remembers that it was read, and leads back to the course. Hidden until this script runs. */
class ChapterProgress extends HTMLElement {
  connectedCallback(): void {
    const box = this.querySelector('input')!;
    box.addEventListener('change', () => {
      void keep('marks', readMark(this.dataset['chapter']!), { done: box.checked });
    });
    this.hidden = false;
    if (hasProgress()) void openProgress().then((store) => this.#follow(store));
  }

  #follow(store: ProgressStore): void {
    store.subscribe(() => this.#draw(store));
    this.#draw(store);
  }

  #draw({ progress }: ProgressStore): void {
    this.querySelector('input')!.checked = progress.marks[readMark(this.dataset['chapter']!)]?.done ?? false;
    const links = [...this.querySelectorAll('a')];
    const last = lastCourse(
      links.map(({ dataset }) => dataset['course']!),
      progress,
    );
    for (const link of links) link.hidden = link.dataset['course'] !== last;
  }
}

customElements.define('chapter-progress', ChapterProgress);
