/** Opens and closes the search: by the masthead's link, `/`, Ctrl-K or Cmd-K; Escape and Close end it. */
class SearchDialog extends HTMLElement {
  #listening: AbortController | null = null;

  connectedCallback(): void {
    const dialog = this.querySelector('dialog')!;
    this.#listening = new AbortController();
    const { signal } = this.#listening;

    document.addEventListener(
      'keydown',
      (event) => {
        const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event);
        const command = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !isEditor(event);
        if (!slash && !command) return;
        event.preventDefault();
        open(dialog);
      },
      { signal },
    );
    document.addEventListener(
      'click',
      (event) => {
        const target = event.target as Element;
        const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
        if (plain && target.closest('[data-open-search]')) {
          event.preventDefault();
          open(dialog);
        } else if (target === dialog || target.closest('[data-close]') || target.closest('dialog .hits a')) {
          // A hit may lead to another place on this same page, so it closes the dialog too.
          dialog.close();
        }
      },
      { signal },
    );
  }

  disconnectedCallback(): void {
    this.#listening?.abort();
  }
}

function open(dialog: HTMLDialogElement): void {
  if (!dialog.open) dialog.showModal();
  const input = dialog.querySelector('input')!;
  input.focus();
  input.select();
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('textarea, select, input:not([type=radio], [type=checkbox])');
}

/** In an editor, Ctrl-K is the editor's. */
function isEditor(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && target.isContentEditable;
}

customElements.define('search-dialog', SearchDialog);
