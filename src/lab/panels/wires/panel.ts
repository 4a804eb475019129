import { h } from '../../dom.ts';
import { panelFrame } from '../panel.ts';
import type { Panel } from '../panel.ts';
import { Drawing } from './drawing.ts';

/** The live picture: router, machines with their processes, backing services, and what last went along each wire. */
export function wiresPanel(): Panel {
  const drawings = [new Drawing('wide'), new Drawing('tall')];
  const legend = h('span', { class: 'fact' }, 'filled: answered \u00a0 dashed: refused');
  const figure = h('figure', { class: 'drawing' }, ...drawings.map(({ element }) => element));
  return {
    element: panelFrame('draw', 'What is on the wires', legend, figure),
    draw: (view) => {
      for (const drawing of drawings) drawing.draw(view.system);
    },
  };
}
