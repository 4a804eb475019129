import { download } from '../../offline/download.ts';
import type { Status } from '../../offline/keeper.ts';
import { ask } from '../../offline/messages.ts';
import { parts, type Part } from '../../offline/site-files.ts';
import { printSize } from '../../offline/size.ts';
import { address } from '../../site.ts';

/** Chromium's offer to install the site, which it makes by an event of its own. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

/** What is kept for the time without a network: shows it, loads what is missing, takes it away. */
class OfflineParts extends HTMLElement {
  #database!: HTMLInputElement;
  #bar!: HTMLProgressElement;
  #loading: AbortController | null = null;

  connectedCallback(): void {
    this.#database = this.querySelector('[data-database]')!;
    this.#bar = this.querySelector('progress')!;
    this.#on('keep', () => void this.#keep());
    this.#on('cancel', () => this.#loading?.abort());
    this.#on('forget', () => void this.#forget());
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#on('install', () => void (event as InstallOffer).prompt());
      this.#button('install').hidden = false;
    });
    if (import.meta.env.DEV) return this.#say('The dev server keeps nothing: build the site to try this.');
    if (!navigator.serviceWorker) {
      const why = isSecureContext ? 'This browser, or this window of it,' : 'This page came over plain http, and so it';
      return this.#say(`${why} keeps nothing for the time without a network.`, true);
    }
    void this.#start();
  }

  async #start(): Promise<void> {
    // Only a page that the worker has taken over can be told what is kept; on the first visit that takes a moment.
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((taken) => navigator.serviceWorker.addEventListener('controllerchange', taken, { once: true }));
    }
    await this.#ask({ ask: 'status' });
    this.#button('keep').disabled = this.#database.disabled = false;
    // The page's own script may have set this going already; the answer comes when all of it is kept.
    await this.#ask({ ask: 'keep-reading' });
  }

  async #keep(): Promise<void> {
    const status = await this.#ask({ ask: 'status' });
    if (status === null) return;
    const wanted = parts.filter((part) => part !== 'postgres' || this.#database.checked);
    const missing = wanted.flatMap((part) => status[part].missing);
    const size = sum(wanted, (part) => status[part].size - status[part].kept);
    // Asks the browser to keep it when the disk gets full. It may say no, and need not tell why.
    await navigator.storage?.persist?.().catch(() => false);
    this.#loading = new AbortController();
    this.#busy(true);
    let problem: string | null = null;
    try {
      await download(missing.map(address), {
        signal: this.#loading.signal,
        progress: (bytes) => {
          this.#bar.value = size === 0 ? 1 : Math.min(bytes / size, 1);
          this.#say(`${printSize(Math.min(bytes, size))} of ${printSize(size)}`);
        },
      });
    } catch (error) {
      problem = this.#loading.signal.aborted ? 'Cancelled. What had come is kept.' : (error as Error).message;
    }
    this.#loading = null;
    this.#busy(false);
    const after = await this.#ask({ ask: 'status' });
    if (after === null) return;
    if (problem !== null) return this.#say(problem, true);
    if (wanted.some((part) => after[part].missing.length > 0)) {
      return this.#say(
        'Not all of it could be kept: the disk is full, or the site was renewed. Reload and try again.',
        true,
      );
    }
    this.#say('All of this works without a network now.');
  }

  async #forget(): Promise<void> {
    for (const part of parts) if (part !== 'reading') await this.#ask({ ask: 'forget', part });
    this.#say('Removed. Labs need a network again.');
  }

  /** Asks the worker and shows its answer; null when it could not answer. */
  async #ask(question: Parameters<typeof ask>[1]): Promise<Status | null> {
    try {
      const status = await ask(navigator.serviceWorker.controller!, question);
      this.#show(status);
      return status;
    } catch (error) {
      this.#say(`That did not work: ${(error as Error).message}`, true);
      return null;
    }
  }

  #show(status: Status): void {
    for (const part of parts) {
      const row = this.querySelector(`[data-part=${part}]`)!;
      row.querySelector('[data-size]')!.textContent = printSize(status[part].size);
      row.querySelector('[data-state]')!.textContent = wordFor(status[part]);
    }
    this.#button('forget').hidden = !parts.some((part) => part !== 'reading' && status[part].kept > 0);
  }

  #busy(busy: boolean): void {
    this.#bar.hidden = this.#button('cancel').hidden = !busy;
    this.#bar.value = 0;
    this.#button('keep').disabled = this.#button('forget').disabled = this.#database.disabled = busy;
    if (busy) this.#button('cancel').focus();
    else this.#button('keep').focus();
  }

  #say(text: string, wrong = false): void {
    const status = this.querySelector('[role=status]')!;
    status.className = `verdict-line ${wrong ? 'is-wrong' : ''}`;
    status.textContent = text;
  }

  #on(name: string, act: () => void): void {
    this.#button(name).onclick = act;
  }

  #button(name: string): HTMLButtonElement {
    return this.querySelector(`[data-do=${name}]`)!;
  }
}

function wordFor({ size, kept, missing }: Status[Part]): string {
  if (missing.length === 0) return 'kept';
  return kept === 0 ? 'not kept' : `${printSize(kept)} of ${printSize(size)} kept`;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

customElements.define('offline-parts', OfflineParts);
