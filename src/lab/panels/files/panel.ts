import { h, setAttribute, setChildren, setText } from '../../dom.ts';
import type { LabProblem } from '../../problem.ts';
import type { LabView } from '../../state.ts';
import type { WorkFile, Workspace } from '../../workspace.ts';
import { freshId } from '../panel.ts';
import type { Panel } from '../panel.ts';
import type { Editor } from './editor.ts';

/** What the panel asks of the lab. */
export interface FilesActions {
  /** Runs the files as they are now. */
  run(): void;
  /** Something was edited, reset or brought back. */
  changed(): void;
  /** Whether the files differ from those that run. */
  isStale(): boolean;
  /** Back from a solution to the reader's own files. */
  back(): void;
}

/** What is under the last tab, beside the files. */
interface ConfigTab {
  element: HTMLElement;
  draw(view: LabView): void;
}

const CONFIG = 'config';

/** The files of a version in tabs, the editor for the open one, and the deploy's config under the last tab. */
export class FilesPanel implements Panel {
  readonly element: HTMLElement;
  readonly #workspace: Workspace;
  readonly #config: ConfigTab;
  readonly #actions: FilesActions;
  readonly #ids = { panel: freshId('file'), hint: freshId('hint') };
  readonly #tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Files' });
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #facts = h('span', { class: 'fact' });
  readonly #host = h('div', { class: 'editor' });
  readonly #sheet = h('div', { class: 'file-sheet', role: 'tabpanel', id: this.#ids.panel });
  readonly #foot = h('div', { class: 'row file-foot' });
  readonly #note = h('span', { class: 'note' });
  readonly #reset = h('button', { type: 'button', class: 'small', onclick: () => this.#resetFile() }, 'Reset file');
  readonly #undo = h('button', { type: 'button', class: 'small', onclick: () => this.#undoReset() }, 'Undo the reset');
  readonly #rerun = h(
    'button',
    { type: 'button', class: 'small', onclick: () => this.#actions.run() },
    'Run with the edit',
  );
  readonly #back = h(
    'button',
    { type: 'button', class: 'small', onclick: () => this.#actions.back() },
    'Back to your files',
  );
  #version: string;
  #open: string;
  #solution = false;
  #editor: Editor | null = null;
  #loading: Promise<void> | null = null;
  #problem: LabProblem | null = null;

  constructor(workspace: Workspace, version: string, config: ConfigTab, actions: FilesActions) {
    this.#workspace = workspace;
    this.#version = version;
    this.#config = config;
    this.#actions = actions;
    this.#open = this.#files()[0]?.name ?? CONFIG;
    const hint = h('p', { class: 'note soft hint', id: this.#ids.hint });
    hint.append('Esc leaves the editor, Tab goes on. Ctrl or ⌘ with Enter runs.');
    this.#tabs.addEventListener('keydown', (event) => this.#arrow(event));
    this.#sheet.append(this.#host);
    this.element = h(
      'section',
      { class: 'panel files', role: 'group', 'aria-label': 'Files and config' },
      h('header', {}, this.#tabs, this.#facts),
      this.#sheet,
      this.#foot,
      hint,
    );
    this.#drawFiles();
  }

  /** Shows the files of another version. */
  show(version: string, solution = false): void {
    this.#version = version;
    this.#solution = solution;
    if (this.#open !== CONFIG && !this.#files().some(({ name }) => name === this.#open)) {
      this.#open = this.#files()[0]?.name ?? CONFIG;
    }
    this.#drawFiles();
  }

  /** Whether a file of the app that runs is among those shown. */
  has(file: string): boolean {
    return this.#files().some(({ name }) => name === file);
  }

  /** Opens a file, puts the cursor on a line and the keyboard into the editor. */
  async goTo(file: string, line: number | null): Promise<void> {
    this.#open = file;
    this.#drawFiles();
    await this.#loading;
    this.#drawFiles();
    this.#editor?.goTo(line ?? 1);
  }

  draw(view: LabView): void {
    this.#config.draw(view);
    if (this.#problem !== view.problem) {
      this.#problem = view.problem;
      this.#markProblem();
    }
    this.#drawFoot(view);
  }

  /** Draws the files anew after the workspace has changed under the panel. */
  refresh(): void {
    this.#drawFiles();
  }

  #files(): WorkFile[] {
    return this.#workspace.files(this.#version);
  }

  #openFile(): WorkFile | null {
    return this.#files().find(({ name }) => name === this.#open) ?? null;
  }

  #drawFiles(): void {
    const files = this.#files();
    const tabs = files.map((file) => this.#tab(file.name, file.edited, file.readonly));
    setChildren(this.#tabs, [...tabs, this.#tab(CONFIG, false, false)]);
    const file = this.#openFile();
    setAttribute(this.#sheet, 'aria-labelledby', this.#buttons.get(this.#open)?.id ?? null);
    if (file === null) {
      setChildren(this.#sheet, [this.#config.element]);
    } else {
      setChildren(this.#sheet, [this.#host]);
      this.#showInEditor(file);
    }
    const state =
      file === null ? '' : file.readonly ? 'read-only' : file.edited ? 'your edit, kept here' : 'as published';
    setText(this.#facts, file === null ? 'the deploy' : `${file.path.slice(0, -file.name.length)} \u00a0 ${state}`);
    this.#drawFoot(null);
  }

  #tab(name: string, edited: boolean, readonly: boolean): HTMLButtonElement {
    let button = this.#buttons.get(name);
    if (button === undefined) {
      button = h('button', { type: 'button', role: 'tab', id: freshId('tab'), 'aria-controls': this.#ids.panel }, name);
      button.addEventListener('click', () => this.#select(name));
      this.#buttons.set(name, button);
    }
    const selected = name === this.#open;
    setAttribute(button, 'aria-selected', selected ? 'true' : 'false');
    setAttribute(button, 'tabindex', selected ? 0 : -1);
    setText(button, name + (edited ? ' edited' : readonly ? ' read-only' : ''));
    button.replaceChildren(
      name,
      ...(edited || readonly
        ? [' ', h('i', { class: edited ? 'edited' : 'locked' }, edited ? 'edited' : 'read-only')]
        : []),
    );
    return button;
  }

  #select(name: string): void {
    this.#open = name;
    this.#drawFiles();
    this.#markProblem();
  }

  #arrow(event: KeyboardEvent): void {
    const names = [...this.#files().map(({ name }) => name), CONFIG];
    const at = names.indexOf(this.#open);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#select(names.at(to % names.length) ?? CONFIG);
    this.#buttons.get(this.#open)?.focus();
  }

  #showInEditor(file: WorkFile): void {
    if (this.#editor !== null) return this.#editor.open({ ...file, text: file.current });
    // Until the editor is there, the text is.
    setChildren(this.#host, [h('pre', { tabindex: 0, 'aria-label': file.name }, h('code', {}, file.current))]);
    this.#loading ??= import('./editor.ts').then(({ Editor }) => {
      this.#host.replaceChildren();
      this.#editor = new Editor(this.#host, {
        changed: (path, text) => this.#changed(path, text),
        leave: () => this.#buttons.get(this.#open)?.focus(),
        run: () => this.#actions.run(),
      });
      this.#drawFiles();
      this.#markProblem();
    });
  }

  #changed(path: string, text: string): void {
    const file = this.#files().find((candidate) => candidate.path === path);
    if (file === undefined) return;
    this.#workspace.edit(file, text);
    this.#drawFiles();
    this.#actions.changed();
  }

  #resetFile(): void {
    const file = this.#openFile();
    if (file === null) return;
    this.#workspace.reset([file.path]);
    this.#drawFiles();
    this.#actions.changed();
    this.#undo.focus();
  }

  #undoReset(): void {
    this.#workspace.undoReset();
    this.#drawFiles();
    this.#actions.changed();
    this.#reset.focus();
  }

  #markProblem(): void {
    const where = this.#problem?.where;
    const file = this.#openFile();
    if (this.#editor === null || file === null) return;
    const here = where?.line != null && where.file === file.name;
    this.#editor.mark(here ? [{ line: where.line!, column: where.column, message: this.#problem!.cause }] : []);
  }

  #drawFoot(view: LabView | null): void {
    const file = this.#openFile();
    const running = view === null ? this.#rerun.isConnected : view.phase === 'running' && view.task?.kind === 'run';
    const note = this.#solution
      ? 'A solution, to read and to run.'
      : file?.outdated
        ? 'The published file has changed since your edit. Your edit is kept; Reset file shows the new one.'
        : '';
    setText(this.#note, note);
    const hadFocus = this.#foot.contains(document.activeElement);
    setChildren(this.#foot, [
      ...(note === '' ? [] : [this.#note]),
      ...(running && this.#actions.isStale() ? [this.#rerun] : []),
      ...(file?.edited && !file.readonly ? [this.#reset] : []),
      ...(this.#workspace.asidePaths().length > 0 ? [this.#undo] : []),
      ...(this.#solution ? [this.#back] : []),
    ]);
    if (hadFocus && !this.#foot.contains(document.activeElement)) this.#buttons.get(this.#open)?.focus();
  }
}
