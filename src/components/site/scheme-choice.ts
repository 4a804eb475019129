/** Lets the reader choose light or dark, and remembers it. Hidden until this script runs; see layouts/apply-scheme.js. */
class SchemeChoice extends HTMLElement {
  connectedCallback(): void {
    const select = this.querySelector('select')!;
    const root = document.documentElement;
    select.value = root.dataset.scheme ?? '';
    select.addEventListener('change', () => {
      if (select.value) root.dataset.scheme = select.value;
      else delete root.dataset.scheme;
      try {
        localStorage.setItem('scheme', select.value);
      } catch {
        // Storage is off: the choice holds for this page.
      }
    });
    this.querySelector('label')!.hidden = false;
  }
}

customElements.define('scheme-choice', SchemeChoice);
