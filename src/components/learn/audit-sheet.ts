import { auditText } from '../../learn/audit-text.ts';
import { openProgress } from '../../learn/open.ts';
import type { Entry } from '../../learn/progress.ts';
import type { ProgressStore } from '../../learn/store.ts';
import { offerDownload } from './download.ts';

interface Line {
  key: string;
  radios: HTMLInputElement[];
  evidence: HTMLTextAreaElement;
  factor: string;
  asks: string;
}

/** The audit of the reader's own app: keeps each verdict and note as soon as it is given. */
class AuditSheet extends HTMLElement {
  connectedCallback(): void {
    const lines = [...this.querySelectorAll('.audit-lines > li')].map((item): Line => {
      const evidence = item.querySelector('textarea')!;
      return {
        key: evidence.dataset['evidence']!,
        radios: [...item.querySelectorAll<HTMLInputElement>('input[type=radio]')],
        evidence,
        factor: `${item.querySelector('.rn')!.textContent.trim()} ${item.querySelector('h2')!.textContent.trim()}`,
        asks: item.querySelector('h2 + p')!.textContent.trim(),
      };
    });
    void openProgress().then((store) => this.#start(store, lines));
  }

  #start(store: ProgressStore, lines: Line[]): void {
    for (const line of lines) {
      const save = () => store.record('audit', line.key, answerIn(line));
      for (const radio of line.radios) {
        radio.disabled = false;
        radio.addEventListener('change', save);
      }
      line.evidence.disabled = false;
      // While it is typed, not when the field is left: the page may be closed before.
      line.evidence.addEventListener('input', save);
    }
    this.#on('text', () => {
      const day = new Date().toISOString().slice(0, 10);
      const answered = lines.map((line) => ({ ...line, answer: store.progress.audit[line.key] }));
      offerDownload(`twelve-factor-audit-${day}.txt`, auditText(answered, day));
      this.querySelector('[role=status]')!.textContent = 'Exported.';
    });
    this.#on('print', () => print());
    const draw = () => this.#draw(store, lines);
    store.subscribe(draw);
    draw();
  }

  #on(name: string, act: () => void): void {
    const button = this.querySelector<HTMLButtonElement>(`[data-do=${name}]`)!;
    button.addEventListener('click', act);
    button.disabled = false;
  }

  #draw({ progress }: ProgressStore, lines: Line[]): void {
    for (const { key, radios, evidence } of lines) {
      const answer = progress.audit[key];
      for (const radio of radios) radio.checked = radio.value === answer?.verdict;
      // What is being typed here is newer than what any other tab says.
      const text = answer?.evidence ?? '';
      if (evidence !== document.activeElement && evidence.value !== text) evidence.value = text;
    }
    const verdicts = lines.map(({ key }) => progress.audit[key]?.verdict ?? null);
    const count = (verdict: string) => verdicts.filter((each) => each === verdict).length;
    document.querySelector('[data-audit-count]')!.textContent =
      `${count('holds')} hold, ${count('fails')} do not, ${count('unknown')} not known, ${verdicts.filter((each) => each === null).length} open. Kept in this browser alone.`;
  }
}

function answerIn({ radios, evidence }: Line): Omit<Entry<'audit'>, 'at'> {
  const verdict = radios.find(({ checked }) => checked)?.value ?? null;
  return { verdict: verdict as Entry<'audit'>['verdict'], evidence: evidence.value };
}

customElements.define('audit-sheet', AuditSheet);
