/**
 * All of a lab that a page loads before it is used: it lets the buttons work, and brings the rest on the first press.
 */
import type { Lab } from './lab.ts';
import type { HeadAction } from './head.ts';
import { RUNTIME_CHANGED } from './runtime/choice.ts';
import { runtimeChoice } from './runtime/chosen.ts';
import { runsOn } from './runtime/words.ts';

class LabBench extends HTMLElement {
  #lab: Promise<Lab> | null = null;

  connectedCallback(): void {
    for (const button of this.#buttons()) button.disabled = false;
    this.addEventListener('click', this.#press);
    this.addEventListener('keydown', this.#hold);
    document.addEventListener(RUNTIME_CHANGED, this.#tellRuntime);
    this.#runtime?.addEventListener('toggle', this.#openSwitch, { once: true });
    this.#tellRuntime();
  }

  disconnectedCallback(): void {
    this.removeEventListener('click', this.#press);
    this.removeEventListener('keydown', this.#hold);
    document.removeEventListener(RUNTIME_CHANGED, this.#tellRuntime);
    void this.#lab?.then((lab) => lab.leave());
    this.#lab = null;
  }

  readonly #press = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]') : null;
    if (button?.dataset['action'] === undefined) return;
    // A press changes the buttons; the second half of a double click is not meant for the one that came there.
    if (event instanceof MouseEvent && event.detail > 1) return;
    const action = button.dataset['action'] as HeadAction;
    this.#lab ??= import('./lab.ts').then(({ Lab }) => Lab.open(this));
    this.#lab.then((lab) => lab.act(action)).catch((error: unknown) => this.#tell(error));
  };

  /** A key that is held down presses once, for the same reason. */
  readonly #hold = (event: KeyboardEvent): void => {
    const onAction = event.target instanceof Element && event.target.closest('[data-action]') !== null;
    if (event.repeat && event.key === 'Enter' && onAction) event.preventDefault();
  };

  /** Where the reader sees and chooses what the labs run on; null where the site has one runtime only. */
  get #runtime(): HTMLDetailsElement | null {
    return this.querySelector<HTMLDetailsElement>('[data-lab-runtime]');
  }

  readonly #tellRuntime = (): void => {
    const details = this.#runtime;
    if (details === null) return;
    details.hidden = false;
    details.querySelector('summary')!.textContent = runsOn(runtimeChoice.current);
  };

  readonly #openSwitch = (): void => {
    const details = this.#runtime;
    if (details === null) return;
    import('./runtime-switch.ts').then(
      ({ fillSwitch }) => fillSwitch(details),
      (error: unknown) => {
        details.addEventListener('toggle', this.#openSwitch, { once: true });
        this.#tell(error);
      },
    );
  };

  #buttons(): NodeListOf<HTMLButtonElement> {
    return this.querySelectorAll<HTMLButtonElement>('[data-action]');
  }

  /** The lab could not even be loaded: say so where it says everything else, and let the reader try again. */
  #tell(error: unknown): void {
    this.#lab = null;
    const message = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
    const status = this.querySelector('[data-lab-status]');
    const facts = this.querySelector('[data-lab-facts]');
    const text = `The lab did not load. ${message}. Check the network and press again; if the site was renewed since you came, reload the page.`;
    if (status !== null) status.textContent = text;
    if (facts === null) return;
    facts.textContent = text;
    facts.classList.replace('soft', 'is-wrong');
  }
}

if (!customElements.get('lab-bench')) customElements.define('lab-bench', LabBench);
