import { h, setText } from '../../dom.ts';
import { problemOf } from '../../problem.ts';
import type { ContainerProcess } from '../../runtime/container.ts';
import type { Sheet } from '../panel.ts';
import { History } from './history.ts';
import { PS1, Screen } from './screen.ts';

const INTERRUPT = '\x03';
const END = '\x04';
/** Lines in the document; older ones are gone. */
const KEPT_LINES = 1000;
/** More than so many lines of a command are not read aloud, only counted. */
const SPOKEN_LINES = 5;

/** What a terminal needs of the lab. */
export interface TerminalParts {
  /** Starts a shell with these variables; `tell` hears how far it is. @throws ProblemError when it does not start */
  open(env: Record<string, string>, tell: (step: string) => void): Promise<ContainerProcess>;
  /** Escape: the keyboard goes back to the tab. */
  leave(): void;
}

/**
 * A shell of the container: output above, a line to type in below. It is line by line, so a screen reader meets a text
 * and a field; what a command has written is said once it is done, if it is short.
 */
export class Terminal implements Sheet {
  readonly aside: HTMLElement;
  readonly body: HTMLElement;
  readonly #parts: TerminalParts;
  readonly #history = new History();
  readonly #output = h('pre', {
    class: 'log',
    tabindex: 0,
    role: 'log',
    'aria-label': 'Terminal output',
    'aria-live': 'off',
  });
  readonly #prompt = h('span', {});
  readonly #input = h('input', {
    type: 'text',
    'aria-label': 'Command line',
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
  });
  readonly #form = h('form', { class: 'command-line', hidden: true }, this.#prompt, this.#input);
  readonly #status = h('p', { class: 'note soft', role: 'status' });
  /** For a screen reader: what a command has written. Others see it. */
  readonly #spoken = h('p', { class: 'vh', role: 'status' });
  readonly #again = h('button', { type: 'button', class: 'small', onclick: () => void this.open() }, 'Open a shell');
  readonly #keys = [
    h(
      'button',
      {
        type: 'button',
        class: 'small',
        onclick: () => this.#interrupt(),
        'aria-label': 'Interrupt the program, Ctrl-C',
      },
      'Ctrl-C',
    ),
    h(
      'button',
      { type: 'button', class: 'small', onclick: () => this.#send(END), 'aria-label': 'End the input, Ctrl-D' },
      'Ctrl-D',
    ),
  ];
  #screen = new Screen();
  #writer: WritableStreamDefaultWriter<string> | null = null;
  #opening = false;
  /** What was written since the last command, to be said. */
  #unsaid: string[] = [];

  constructor(parts: TerminalParts) {
    this.#parts = parts;
    this.aside = h('span', { class: 'row fact' }, ...this.#keys);
    this.body = h(
      'div',
      { class: 'terminal' },
      this.#output,
      this.#form,
      h('div', { class: 'row' }, this.#status, this.#spoken, this.#again),
    );
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#enter();
    });
    this.#input.addEventListener('keydown', (event) => this.#key(event));
    this.#showRunning(false);
  }

  draw(): void {
    // What it shows comes from its shell alone.
  }

  /** Starts a shell, unless one is there. */
  async open(): Promise<void> {
    if (this.#opening || this.#writer !== null) return;
    this.#opening = true;
    this.#again.hidden = true;
    try {
      const shell = await this.#parts.open({ PS1 }, (step) => setText(this.#status, `${step} …`));
      this.#screen = new Screen();
      this.#writer = shell.input.getWriter();
      this.#showRunning(true);
      setText(this.#status, 'The shell is ready. Escape leaves the command line; ls /usr/bin lists the programs.');
      this.#input.focus();
      void this.#follow(shell);
    } catch (error) {
      const { title, cause, mend } = problemOf(error);
      this.#showRunning(false);
      setText(this.#status, `${title}. ${cause} ${mend}`);
    } finally {
      this.#opening = false;
    }
  }

  async #follow(shell: ContainerProcess): Promise<void> {
    let end: string;
    try {
      const reader = shell.output.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) this.#show(part.value);
      end = `The shell ended with code ${await shell.exit}.`;
    } catch (error) {
      end = `The shell is gone: ${error instanceof Error ? error.message : String(error)}.`;
    }
    shell.kill(); // What it has left behind in the background.
    const focused = this.#form.contains(document.activeElement);
    this.#writer = null;
    this.#append([this.#screen.partial].filter(Boolean));
    this.#showRunning(false);
    setText(this.#status, end);
    if (focused) this.#again.focus();
  }

  #showRunning(running: boolean): void {
    this.#form.hidden = !running;
    for (const key of this.#keys) key.disabled = !running;
    this.#again.hidden = running;
  }

  #show(text: string): void {
    const { cleared, lines, prompted } = this.#screen.write(text);
    if (cleared) {
      this.#output.replaceChildren();
      this.#unsaid = [];
    }
    this.#append(lines);
    this.#unsaid.push(...lines.slice(-KEPT_LINES));
    setText(this.#prompt, this.#screen.partial);
    if (!prompted || this.#unsaid.length === 0) return;
    const count = this.#unsaid.length;
    setText(
      this.#spoken,
      count <= SPOKEN_LINES ? this.#unsaid.join('\n') : `${count} lines, the last: ${this.#unsaid.at(-1)}`,
    );
    this.#unsaid = [];
  }

  #append(lines: string[]): void {
    if (lines.length === 0) return;
    this.#output.append(...lines.slice(-KEPT_LINES).map((line) => `${line}\n`));
    while (this.#output.childNodes.length > KEPT_LINES) this.#output.firstChild?.remove();
    this.#output.scrollTop = this.#output.scrollHeight;
  }

  #enter(): void {
    const line = this.#input.value;
    this.#echo(line);
    this.#history.add(line);
    this.#send(`${line}\n`);
  }

  /** Shows what was typed behind the prompt, as a terminal does. */
  #echo(text: string): void {
    this.#append([this.#screen.partial + text]);
    this.#screen.partial = '';
    setText(this.#prompt, '');
    this.#input.value = '';
    this.#unsaid = [];
    for (const said of [this.#status, this.#spoken]) setText(said, '');
  }

  #interrupt(): void {
    this.#echo(`${this.#input.value}^C`);
    this.#send(INTERRUPT);
    this.#input.focus();
  }

  #send(text: string): void {
    this.#writer?.write(text).catch(() => undefined); // The shell has ended; that is told by its exit.
  }

  #key(event: KeyboardEvent): void {
    const { key, ctrlKey, altKey, metaKey } = event;
    const control = ctrlKey && !altKey && !metaKey ? key.toLowerCase() : '';
    const selected = this.#input.selectionStart !== this.#input.selectionEnd;
    if (control === 'c' && !selected) this.#interrupt();
    else if (control === 'd' && this.#input.value === '') this.#send(END);
    else if (control === 'l') this.#output.replaceChildren();
    else if (key === 'ArrowUp' || key === 'ArrowDown') {
      this.#input.value = this.#history.move(key === 'ArrowUp' ? -1 : 1, this.#input.value) ?? this.#input.value;
    } else if (key === 'Escape') this.#parts.leave();
    else return;
    event.preventDefault();
  }
}
