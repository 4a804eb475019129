import { hasProgress, keep, openProgress } from '../../learn/open.ts';

/** Says at once whether a choice is right, or why it tempts, and remembers it. Choosing again is free. */
class QuizQuestion extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('change', (event) => {
      const { value, dataset } = event.target as HTMLInputElement;
      this.#say(dataset.tempts);
      void keep('questions', this.dataset.key!, { choice: value, right: dataset.tempts === undefined });
    });
    if (hasProgress()) void this.#restore();
  }

  async #restore(): Promise<void> {
    const { progress } = await openProgress();
    const choice = progress.questions[this.dataset.key!]?.choice;
    const inputs = [...this.querySelectorAll('input')];
    // The reader may have chosen while the progress was loading, and the chapter's choices may have changed since.
    const input = inputs.find(({ value }) => value === choice);
    if (!input || inputs.some(({ checked }) => checked)) return;
    input.checked = true;
    this.#say(input.dataset.tempts);
  }

  #say(tempts: string | undefined): void {
    const verdict = this.querySelector<HTMLElement>('[role=status]')!;
    verdict.className = `verdict-line ${tempts === undefined ? 'is-holds' : 'is-wrong'}`;
    verdict.textContent = tempts === undefined ? 'Right.' : `Not this one. ${tempts}`;
    if (tempts === undefined) this.querySelector('details')!.open = true;
  }
}

customElements.define('quiz-question', QuizQuestion);
