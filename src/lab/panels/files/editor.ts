import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { Extension } from '@codemirror/state';
import { editorTheme } from './editor-theme.ts';

/** A text that the editor opens. Its path tells it apart, and its undo history stays with it. */
export interface EditorFile {
  path: string;
  name: string;
  text: string;
  readonly: boolean;
}

/** A place in a file that is marked as faulty. */
export interface Mark {
  /** From 1. */
  line: number;
  column: number | null;
  message: string;
}

/** What the editor tells. */
export interface EditorListener {
  changed(path: string, text: string): void;
  /** Escape was pressed: the keyboard wants out. */
  leave(): void;
  /** Ctrl or Command with Enter or S was pressed. */
  run(): void;
}

/** Marks a change that came from outside, so that it is not told as the reader's. */
const fromOutside = Annotation.define<boolean>();

/** CodeMirror with the lab's look. Tab is left to the browser, so that the keyboard is never caught in here. */
export class Editor {
  readonly #view: EditorView;
  readonly #listener: EditorListener;
  readonly #states = new Map<string, EditorState>();
  #path = '';

  constructor(parent: HTMLElement, listener: EditorListener) {
    this.#listener = listener;
    const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open', delegatesFocus: true });
    this.#view = new EditorView({ root });
    root.append(this.#view.dom);
    // Line numbers stand where the lines were measured, and another font has other lines.
    void document.fonts.ready.then(() => this.#view.requestMeasure());
  }

  /** Shows a file; text that changed outside the editor becomes an edit that can be undone. */
  open(file: EditorFile): void {
    if (file.path !== this.#path) {
      if (this.#path !== '') this.#states.set(this.#path, this.#view.state);
      this.#path = file.path;
      this.#view.setState(this.#states.get(file.path) ?? this.#newState(file));
    }
    const { state } = this.#view;
    const now = state.doc.toString();
    if (now === file.text) return;
    const changes = { from: 0, to: now.length, insert: file.text };
    this.#view.dispatch({ changes, annotations: fromOutside.of(true) });
  }

  /** Marks the faulty places of the open file, and no others. */
  mark(marks: Mark[]): void {
    const { doc } = this.#view.state;
    const diagnostics = marks
      .filter(({ line }) => line >= 1 && line <= doc.lines)
      .map(({ line, column, message }) => {
        const { from, to } = doc.line(line);
        const start = column === null ? from : Math.min(from + column - 1, to);
        return { from: start, to, severity: 'error' as const, message };
      });
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics));
  }

  /** Puts the cursor on a line and the keyboard into the editor. */
  goTo(line: number): void {
    const { doc } = this.#view.state;
    const { from } = doc.line(Math.min(Math.max(line, 1), doc.lines));
    this.#view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
    this.#view.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  #newState(file: EditorFile): EditorState {
    return EditorState.create({ doc: file.text, extensions: this.#extensions(file) });
  }

  #extensions({ path, name, readonly }: EditorFile): Extension {
    const run = () => {
      this.#listener.run();
      return true;
    };
    const leave = () => {
      this.#listener.leave();
      return true;
    };
    return [
      lineNumbers(),
      EditorView.lineWrapping,
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      search({ top: true }),
      lintGutter(),
      language(name),
      editorTheme,
      EditorState.readOnly.of(readonly),
      // Editable content takes the focus anyway; checkers of scrollable regions want to read it.
      EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': readonly ? `${name}, cannot be edited` : name }),
      keymap.of([
        { key: 'Mod-Enter', run },
        { key: 'Mod-s', run },
        ...closeBracketsKeymap,
        ...searchKeymap,
        ...historyKeymap,
        ...defaultKeymap,
        { key: 'Escape', run: leave },
      ]),
      EditorView.updateListener.of((update) => {
        const outside = update.transactions.some((transaction) => transaction.annotation(fromOutside) === true);
        if (update.docChanged && !outside) this.#listener.changed(path, update.state.doc.toString());
      }),
    ];
  }
}

function language(name: string): Extension {
  if (/\.[cm]?js$/.test(name)) return javascript();
  if (name.endsWith('.json')) return json();
  return [];
}
