import type { Trial } from '../../lab/try.ts';

const VERSIONS = ['wrong', 'right'];

/** The home page's experiment: shows its recorded run, and runs here what the record says, on a press. */
class LabTry extends HTMLElement {
  #running: AbortController | null = null;
  /** Whether the next run is to be on the embedded container, after one that failed elsewhere. */
  #fallsBack = false;

  connectedCallback(): void {
    this.#button.disabled = false;
    this.#button.addEventListener('click', () => {
      if (this.#running)
        this.#running.abort(
          new Error('Stopped. What you see are readings of a recorded run, or of a part of this one.'),
        );
      else void this.#run();
    });
  }

  disconnectedCallback(): void {
    this.#running?.abort(new Error('The page is left.'));
  }

  get #button(): HTMLButtonElement {
    return this.querySelector('[data-try]')!;
  }

  async #run(): Promise<void> {
    const trial: Trial = {
      example: this.dataset.example!,
      first: { method: 'POST', path: '/login?user=ada' },
      then: { method: 'GET', path: '/cart' },
      times: 20,
    };
    this.#running = new AbortController();
    this.#button.textContent = 'Stop';
    this.#say('Starting Node …');
    const started = performance.now();
    try {
      const { tryVersions, requestStrip, fallBack } = await import('../../lab/try.ts');
      if (this.#fallsBack) await fallBack();
      this.#fallsBack = false;
      const heard = (version: string, statuses: number[]) => {
        this.#say(`${version === 'wrong' ? 'wrong' : 'holds'}: request ${statuses.length} of ${trial.times}`);
        this.#show(version, statuses, trial.times, requestStrip(statuses));
      };
      await tryVersions(trial, VERSIONS, heard, this.#running.signal);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      this.#say(`Run here just now, ${seconds} s: two processes, ${trial.times} requests for each version`);
    } catch (error) {
      this.#say((error as Error).message, true);
      const loaded = await import('../../lab/try.ts').catch(() => null);
      this.#fallsBack = loaded?.canFallBack(error) ?? false;
    }
    this.#running = null;
    this.#button.textContent = this.#fallsBack ? 'Run on the embedded container' : 'Run it again';
  }

  #show(version: string, statuses: number[], of: number, strip: Element): void {
    const figure = this.querySelector(`[data-reading=${version}]`)!.closest('figure')!;
    const refused = statuses.filter((status) => status >= 400).length;
    figure.querySelector('[data-number]')!.textContent = String(refused);
    figure.querySelector('[data-of]')!.textContent = `of ${of}`;
    strip.setAttribute('preserveAspectRatio', 'xMinYMin meet');
    figure.querySelector('.strip')?.replaceWith(strip);
  }

  #say(text: string, wrong = false): void {
    const facts = this.querySelector('[role=status]')!;
    facts.textContent = text;
    facts.classList.toggle('is-wrong', wrong);
  }
}

customElements.define('lab-try', LabTry);
