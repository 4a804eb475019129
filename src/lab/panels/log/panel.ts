import { h, setText } from '../../dom.ts';
import type { LogLine } from '../../state.ts';
import { timeOfDay } from '../../time.ts';
import type { Sheet } from '../panel.ts';
import { withoutAnsi } from './ansi.ts';

/** Lines in the document; older ones are in the view only as long as it keeps them. */
const DRAWN_LINES = 300;
/** Pixels from the end within which the reader counts as being at the end. */
const AT_END = 24;

const EVERYBODY = 'all sources';

/** The log stream of all processes. It follows its end only while the reader is there. */
export function logSheet(): Sheet {
  const list = h('ol');
  const box = h(
    'div',
    { class: 'log', tabindex: 0, role: 'log', 'aria-label': 'Log stream', 'aria-live': 'off' },
    list,
  );
  const filter = h(
    'select',
    { class: 'small', 'aria-label': 'Show lines of', onchange: () => (redraw(), follow()) },
    h('option', {}, EVERYBODY),
  );
  const pause = h(
    'button',
    { type: 'button', class: 'small', 'aria-pressed': 'false', onclick: () => togglePause() },
    'Pause',
  );
  const held = h('span', { class: 'fact' });

  let lines: LogLine[] = [];
  /** The lines as they were when the reader paused. */
  let paused: LogLine[] | null = null;
  let lastDrawn = 0;
  let firstKept = 0;
  /** Whether the reader is at the end. A box that is not shown has no end, and does not scroll either. */
  let following = true;
  box.addEventListener('scroll', () => {
    if (box.clientHeight > 0) following = box.scrollHeight - box.scrollTop - box.clientHeight < AT_END;
  });

  const shows = (line: LogLine) => filter.value === EVERYBODY || line.source === filter.value;
  const append = (from: LogLine[]) => {
    const fresh = from.filter((line) => line.id > lastDrawn && shows(line)).slice(-DRAWN_LINES);
    lastDrawn = from.at(-1)?.id ?? lastDrawn;
    if (fresh.length === 0) return;
    list.append(...fresh.map(lineElement));
    while (list.childElementCount > DRAWN_LINES) list.firstElementChild?.remove();
  };
  const redraw = () => {
    list.replaceChildren();
    lastDrawn = 0;
    append(paused ?? lines);
    following = true;
  };
  const follow = () => {
    if (following) box.scrollTop = box.scrollHeight;
  };
  const togglePause = () => {
    paused = paused === null ? lines : null;
    pause.setAttribute('aria-pressed', String(paused !== null));
    setText(pause, paused === null ? 'Pause' : 'Go on');
    if (paused === null) redraw();
    tellHeld();
    follow();
  };
  const tellHeld = () => {
    const waiting = paused === null ? 0 : (lines.at(-1)?.id ?? 0) - (paused.at(-1)?.id ?? 0);
    setText(held, paused === null ? '' : `${waiting} more ${waiting === 1 ? 'line' : 'lines'}`);
  };
  const offer = (source: string) => {
    if ([...filter.options].some((option) => option.value === source)) return;
    filter.append(h('option', {}, source));
  };

  return {
    aside: h('span', { class: 'row fact' }, held, filter, pause),
    body: box,
    draw(view) {
      // Also when no line came: the box may have come into sight, or changed its height.
      if (view.log === lines) return follow();
      const first = view.log[0]?.id ?? 0;
      const cleared = view.log.length === 0 || (view.log.at(-1)?.id ?? 0) < lastDrawn || first < firstKept;
      for (const line of view.log.slice(cleared ? 0 : undefined))
        if (line.id > (lines.at(-1)?.id ?? 0) || cleared) offer(line.source);
      lines = view.log;
      firstKept = first;
      if (cleared) {
        paused = null;
        redraw();
      } else if (paused === null) append(lines);
      tellHeld();
      follow();
    },
  };
}

function lineElement({ at, source, text, wrong }: LogLine): HTMLElement {
  return h(
    'li',
    { class: wrong ? 'x' : null },
    h('time', {}, timeOfDay(at)),
    h('span', { class: 'who' }, source),
    h('span', { class: 'text' }, withoutAnsi(text)),
  );
}
