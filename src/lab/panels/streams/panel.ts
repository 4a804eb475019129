import { h, setAttribute, setChildren } from '../../dom.ts';
import type { LabView } from '../../state.ts';
import { freshId } from '../panel.ts';
import type { Panel, Sheet } from '../panel.ts';
import type { Terminal, TerminalParts } from '../terminal/terminal.ts';

/** The log and a terminal, in tabs. The terminal is loaded when it is first opened, and not by moving over its tab. */
export function streamsPanel(log: Sheet, parts: Omit<TerminalParts, 'leave'>): Panel {
  const id = freshId('streams');
  let terminal: Promise<Terminal> | null = null;
  let view: LabView | null = null;

  const tab = (name: string, show: () => void) =>
    h('button', { type: 'button', role: 'tab', id: freshId('tab'), 'aria-controls': id, onclick: show }, name);
  const logTab = tab('Log', () => showLog());
  const terminalTab = tab('Terminal', () => void showTerminal());
  const tabs = [logTab, terminalTab];
  const aside = h('span', {});
  const sheet = h('div', { class: 'stream', role: 'tabpanel', id });
  const list = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Log and terminal' }, ...tabs);
  list.addEventListener('keydown', (event) => {
    const to = { ArrowLeft: logTab, ArrowRight: terminalTab, Home: logTab, End: terminalTab }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    to.focus();
  });

  const show = (chosen: HTMLElement, { aside: facts, body }: Pick<Sheet, 'aside' | 'body'>) => {
    for (const each of tabs) {
      setAttribute(each, 'aria-selected', each === chosen ? 'true' : 'false');
      setAttribute(each, 'tabindex', each === chosen ? 0 : -1);
    }
    setAttribute(sheet, 'aria-labelledby', chosen.id);
    setChildren(aside, [facts]);
    setChildren(sheet, [body]);
  };
  const showLog = () => {
    show(logTab, log);
    if (view !== null) log.draw(view);
  };
  const showTerminal = async () => {
    terminal ??= import('../terminal/terminal.ts').then(
      ({ Terminal }) => new Terminal({ ...parts, leave: () => terminalTab.focus() }),
    );
    try {
      const opened = await terminal;
      show(terminalTab, opened);
      await opened.open();
    } catch (error) {
      terminal = null;
      const text = `The terminal did not load: ${error instanceof Error ? error.message : String(error)}. Press its tab again.`;
      show(terminalTab, { aside: h('span', {}), body: h('p', { role: 'alert' }, text) });
    }
  };

  showLog();
  return {
    element: h(
      'section',
      { class: 'panel log-p', role: 'group', 'aria-label': 'Log and terminal' },
      h('header', {}, list, aside),
      sheet,
    ),
    draw(now) {
      view = now;
      log.draw(now);
    },
  };
}
