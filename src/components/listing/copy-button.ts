/** Copies the listing that it stands in. Its button is disabled until this script runs. */
class CopyButton extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector('button')!;
    const code = this.closest('figure')!.querySelector('code')!;
    const label = button.textContent;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.textContent ?? '');
        button.textContent = 'Copied';
      } catch {
        button.textContent = 'Not allowed';
      }
      setTimeout(() => (button.textContent = label), 2000);
    });
    button.disabled = false;
  }
}

customElements.define('copy-button', CopyButton);
