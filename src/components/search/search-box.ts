import { askIndex, type Answer } from './ask.ts';
import { hitOf } from './hits.ts';
import { FilterList } from './filter-list.ts';
import { loadPagefind, type Page, type Pagefind } from './pagefind.ts';

/** How many pages are shown; a reader who finds none of these asks again. */
const SHOWN = 10;

/** Field, filters and results of the search. Loads the index when it is first used. */
class SearchBox extends HTMLElement {
  #input!: HTMLInputElement;
  #status!: HTMLElement;
  #hits!: HTMLElement;
  #filters!: FilterList;
  /** What there is to read while nothing is asked. */
  #places: HTMLElement | null = null;
  #pagefind: Promise<Pagefind> | null = null;
  /** Counts the questions, so that a late answer to an old one is dropped. */
  #asked = 0;

  connectedCallback(): void {
    this.#input = this.querySelector('input')!;
    this.#status = this.querySelector('[role=status]')!;
    this.#hits = this.querySelector('.hits')!;
    this.#filters = new FilterList(this.querySelector('.filters')!, () => void this.#ask());

    this.#places = this.querySelector('[data-places]');
    this.#input.disabled = false;
    this.#input.addEventListener('focus', () => void this.#load().catch(() => undefined), { once: true });
    this.#input.addEventListener('input', () => void this.#ask());
    this.querySelector('form')!.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#links()[0]?.click();
    });
    this.addEventListener('keydown', (event) => this.#move(event));

    if (this.dataset.from === 'page') {
      this.#input.value = new URLSearchParams(location.search).get('q') ?? '';
      if (this.#input.value) void this.#ask();
      else this.#input.focus();
    }
  }

  #load(): Promise<Pagefind> {
    this.#pagefind ??= loadPagefind(this.dataset.base!);
    return this.#pagefind;
  }

  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    const query = this.#input.value.trim();
    if (this.#places) this.#places.hidden = query !== '';
    if (query === '') return this.#show([], '');
    try {
      const pagefind = await this.#load();
      const found = await askIndex(pagefind, query, this.#filters.chosen());
      const pages = await Promise.all(found.pages.slice(0, SHOWN).map((load) => load()));
      if (asked !== this.#asked) return;
      this.#filters.show(found.filters);
      this.#show(pages, say(found, query));
    } catch (error) {
      this.#pagefind = null;
      this.#show([], (error as Error).message);
    }
  }

  #show(pages: Page[], status: string): void {
    this.#status.textContent = status;
    this.#hits.replaceChildren(...pages.map((page) => hitOf(page)));
  }

  #links(): HTMLAnchorElement[] {
    return [...this.#hits.querySelectorAll('a')];
  }

  /** Arrow keys move between the field and the results. */
  #move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const stops: HTMLElement[] = [this.#input, ...this.#links()];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    if (at === -1) return;
    event.preventDefault();
    stops[Math.min(Math.max(at + step, 0), stops.length - 1)]!.focus();
  }
}

function say({ pages: { length: count }, whole }: Answer, query: string): string {
  if (count === 0) return `Nothing found for “${query}”`;
  const shown = count > SHOWN ? `, the best ${SHOWN} are shown` : '';
  const found = `${count} ${count === 1 ? 'page' : 'pages'} found for “${query}”${shown}`;
  if (whole === count) return found;
  return whole === 0
    ? `${found}; none has all the words`
    : `${found}; ${whole} ${whole === 1 ? 'has' : 'have'} all the words`;
}

customElements.define('search-box', SearchBox);
