import { h } from '../dom.ts';
import type { Child } from '../dom.ts';
import type { LabView } from '../state.ts';

/** A part of the bench. It draws the last view and keeps no truth of its own. */
export interface Panel {
  readonly element: HTMLElement;
  draw(view: LabView): void;
}

/** What a tab shows: facts and controls for the panel's header, and what stands below. */
export interface Sheet {
  readonly aside: HTMLElement;
  readonly body: HTMLElement;
  draw(view: LabView): void;
}

let lastId = 0;

/** An id that no other element of the page has. */
export function freshId(name: string): string {
  return `lab-${name}-${++lastId}`;
}

/**
 * The frame of a panel: a section named by its heading, facts or controls at its right. A group and no landmark, since
 * each lab of a page has the same ones.
 */
export function panelFrame(kind: string, title: string, aside: Child, ...content: Child[]): HTMLElement {
  const id = freshId(kind);
  return h(
    'section',
    { class: `panel ${kind}`, role: 'group', 'aria-labelledby': id },
    h('header', {}, h('h4', { id }, title), aside),
    ...content,
  );
}
