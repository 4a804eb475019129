import { courseState, lastCourse } from '../../learn/course.ts';
import { openProgress } from '../../learn/open.ts';
import type { Progress } from '../../learn/progress.ts';
import { stepOf } from './step-of.ts';

/** The list of courses: says how far the reader is in each, and where to go on. */
class CourseList extends HTMLElement {
  connectedCallback(): void {
    void openProgress().then((store) => {
      store.subscribe(() => this.#draw(store.progress));
      this.#draw(store.progress);
    });
  }

  #draw(progress: Progress): void {
    const courses = [...this.querySelectorAll<HTMLElement>('[data-course]')];
    const last = lastCourse(
      courses.map(({ dataset }) => dataset['course']!),
      progress,
    );
    for (const course of courses) {
      const id = course.dataset['course']!;
      const elements = [...course.querySelectorAll<HTMLElement>('[data-mark]')];
      const { done, next, started } = courseState(id, elements.map(stepOf), progress);
      course.querySelector('[data-done]')!.textContent = `${done} of ${elements.length} steps done`;
      course.classList.toggle('last', id === last);
      const link = course.querySelector<HTMLAnchorElement>('[data-next]')!;
      link.hidden = !started || next === null;
      if (link.hidden) continue;
      const { name, address } = elements[next!]!.dataset;
      link.textContent = `Go on with: ${name}`;
      link.href = address!;
    }
  }
}

customElements.define('course-list', CourseList);
