import type { FilterCounts } from './pagefind.ts';

const titles: Record<string, string> = { kind: 'Kind', factor: 'Factor' };

/** The filters beside the results. Of a filter, nothing chosen means everything. */
export class FilterList {
  readonly #place: HTMLElement;

  /**
   * @param place where the filters are shown; hidden while there is nothing to choose
   * @param changed called when the reader chose
   */
  constructor(place: HTMLElement, changed: () => void) {
    this.#place = place;
    place.addEventListener('change', changed);
  }

  /** What is chosen, as the search wants it. */
  chosen(): Record<string, { any: string[] }> {
    const chosen: Record<string, { any: string[] }> = {};
    for (const box of this.#place.querySelectorAll<HTMLInputElement>('input:checked')) {
      (chosen[box.name] ??= { any: [] }).any.push(box.value);
    }
    return chosen;
  }

  /** Shows the values there are for a question, and keeps what is chosen. */
  show(counts: FilterCounts): void {
    const chosen = this.chosen();
    const active = document.activeElement;
    const focused = active instanceof HTMLInputElement && this.#place.contains(active) ? active : null;
    const groups = Object.keys(titles).map((name) => group(name, counts[name] ?? {}, chosen[name]?.any ?? []));
    this.#place.replaceChildren(...groups);
    this.#place.hidden = false;
    if (!focused) return;
    const same = [...this.#place.querySelectorAll('input')].find(
      (box) => box.name === focused.name && box.value === focused.value,
    );
    same?.focus();
  }
}

function group(name: string, counts: Record<string, number>, chosen: string[]): HTMLFieldSetElement {
  const fieldset = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = titles[name]!;
  fieldset.append(legend);
  for (const [value, count] of Object.entries(counts)) {
    if (count === 0 && !chosen.includes(value)) continue;
    const box = document.createElement('input');
    Object.assign(box, { type: 'checkbox', name, value, checked: chosen.includes(value) });
    const number = document.createElement('span');
    number.className = 'm fact';
    number.textContent = String(count);
    const label = document.createElement('label');
    label.append(box, ` ${value}`, number);
    fieldset.append(label);
  }
  return fieldset;
}
