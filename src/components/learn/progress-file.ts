import { openProgress } from '../../learn/open.ts';
import type { ProgressStore } from '../../learn/store.ts';
import { offerDownload } from './download.ts';

/** The reader's progress as a file: export, import, delete; and damaged texts that were found. */
class ProgressFile extends HTMLElement {
  /** What was deleted last, to be brought back. */
  #deleted: string | null = null;

  connectedCallback(): void {
    void openProgress().then((store) => this.#start(store));
  }

  #start(store: ProgressStore): void {
    const input = this.querySelector<HTMLInputElement>('input[type=file]')!;
    this.#on('export', () => {
      offerDownload(`twelve-factor-lab-progress-${new Date().toISOString().slice(0, 10)}.json`, store.export());
      this.#say('Exported. The file holds everything that is kept here.');
    });
    this.#on('import', () => input.click());
    this.#on('wipe', () => {
      this.#deleted = store.wipe();
      this.#say('Deleted. Until you leave this page it can be undone.');
      this.#draw(store);
    });
    this.#on('undo', () => {
      this.#import(store, this.#deleted!);
      this.#deleted = null;
      this.#draw(store);
    });
    input.addEventListener('change', async () => {
      const [file] = input.files ?? [];
      if (file) this.#import(store, await file.text());
      input.value = ''; // The same file can be chosen again, after it was mended.
    });
    store.subscribe(() => this.#draw(store));
    this.#draw(store);
  }

  #on(name: string, act: () => void): void {
    const button = this.querySelector<HTMLButtonElement>(`[data-do=${name}]`)!;
    button.addEventListener('click', act);
    button.disabled = false;
  }

  #import(store: ProgressStore, text: string): void {
    try {
      const { added, changed } = store.import(text);
      this.#say(`Imported: ${added} new, ${changed} newer than here. Nothing that was here is lost.`);
    } catch (error) {
      this.#say((error as Error).message, true);
    }
  }

  #say(text: string, wrong = false): void {
    const status = this.querySelector('[role=status]')!;
    status.className = `verdict-line ${wrong ? 'is-wrong' : 'is-holds'}`;
    status.textContent = text;
  }

  #draw(store: ProgressStore): void {
    const { experiments, exercises, questions } = store.progress;
    const right = Object.values(questions).filter((answer) => answer.right).length;
    this.#count('experiments', Object.keys(experiments).length);
    this.#count('exercises', Object.keys(exercises).length);
    this.#count('questions', right);
    this.querySelector<HTMLElement>('[data-do=undo]')!.hidden = this.#deleted === null;
    this.querySelector('[data-damaged]')!.replaceChildren(...damagedRows(store));
  }

  #count(name: string, count: number): void {
    this.querySelector(`[data-count=${name}]`)!.textContent = String(count);
  }
}

/** A line for each damaged text, with what can be done with it. */
function damagedRows(store: ProgressStore): HTMLElement[] {
  return store.damaged().map(({ key, text }) => {
    const found = new Date(Number(key.slice(key.lastIndexOf(':') + 1)));
    const name = `twelve-factor-lab-damaged-${found.toISOString().slice(0, 19).replaceAll(':', '-')}.txt`;
    const row = document.createElement('p');
    row.className = 'message row';
    row.append(
      `Progress that could not be read, found on ${found.toLocaleString('en')}. What could be read of it is above.`,
      button('Download the damaged text', () => offerDownload(name, text)),
      button('Delete it', () => store.forgetDamaged(key)),
    );
    return row;
  });
}

function button(label: string, act: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'small';
  element.textContent = label;
  element.addEventListener('click', act);
  return element;
}

customElements.define('progress-file', ProgressFile);
