/** Says at once whether a choice is right, or why it tempts. Choosing again is free. */
class QuizQuestion extends HTMLElement {
  connectedCallback(): void {
    const verdict = this.querySelector<HTMLElement>('[role=status]')!;
    const details = this.querySelector('details')!;
    this.addEventListener('change', (event) => {
      const { tempts } = (event.target as HTMLInputElement).dataset;
      verdict.className = `verdict-line ${tempts === undefined ? 'is-holds' : 'is-wrong'}`;
      verdict.textContent = tempts === undefined ? 'Right.' : `Not this one. ${tempts}`;
      if (tempts === undefined) details.open = true;
    });
  }
}

customElements.define('quiz-question', QuizQuestion);
