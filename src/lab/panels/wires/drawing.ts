import type { RouterRecord, ServiceState } from '../../../../platform/protocol.ts';
import { svg } from '../../dom.ts';
import type { SystemView } from '../../state.ts';
import { describeSystem, entriesText } from './describe.ts';
import { tallLayout, wideLayout } from './layout.ts';
import type { Box, Layout, ProcessPlace, ServicePlace } from './layout.ts';

/** Draws a deploy into an SVG element of its own: the wide drawing or the tall one. */
export class Drawing {
  readonly element: SVGSVGElement;
  readonly #lay: (system: SystemView) => Layout;
  readonly #picture = svg('g');
  readonly #trip = svg('circle', { class: 'ok trip', r: 6 });
  #drawn: SystemView | null = null;

  constructor(shape: 'wide' | 'tall') {
    this.#lay = shape === 'wide' ? wideLayout : tallLayout;
    this.element = svg(
      'svg',
      { class: `d ${shape === 'wide' ? 'wide-svg' : 'tall'}`, role: 'img' },
      this.#picture,
      this.#trip,
    );
    this.#trip.addEventListener('animationend', () => this.#trip.classList.remove('go'));
  }

  /** Draws a system; a request that is new since the last drawing travels along its wire. */
  draw(system: SystemView): void {
    if (system === this.#drawn) return;
    const layout = this.#lay(system);
    this.element.setAttribute('viewBox', `0 0 ${layout.width} ${layout.height}`);
    this.element.setAttribute('aria-label', describeSystem(system));
    this.#picture.replaceChildren(...picture(system, layout));
    if (system.processes.length === 0) this.#trip.classList.remove('go');
    const before = this.#drawn?.requests.at(-1)?.number ?? 0;
    const last = system.requests.at(-1);
    this.#drawn = system;
    if (last !== undefined && last.number > before) this.#travel(last, system, layout);
  }

  #travel(request: RouterRecord, system: SystemView, layout: Layout): void {
    const place = layout.processes[system.processes.findIndex(({ name }) => name === request.process)];
    if (place === undefined || this.#trip.classList.contains('go')) return;
    this.#trip.style.offsetPath = `path("${place.wire}")`;
    this.#trip.classList.add('go');
  }
}

function picture(system: SystemView, layout: Layout): SVGElement[] {
  const attached = system.services.some(({ attachedAs }) => attachedAs !== null);
  return [
    grid(layout),
    ...layout.services.flatMap((place, index) => {
      const service = system.services[index]!;
      return [...serviceWires(layout, place, service), ...shelf(place, service)];
    }),
    ...layout.processes.map((place, index) => wire(place, lastOf(system, system.processes[index]!.name))),
    ...router(layout, system),
    ...layout.processes.flatMap((place, index) => machine(place, system, index, attached)),
    ...(layout.left > 0
      ? [text(layout.width - 16, layout.height - 12, `and ${layout.left} more`, 'lab-t', 'end')]
      : []),
  ];
}

function grid({ width, height }: Layout): SVGElement {
  let path = '';
  for (let x = 0; x <= width; x += 16) path += `M${x === 0 ? 0.5 : x}  0V${height}`;
  for (let y = 0; y <= height; y += 16) path += `M0 ${y === 0 ? 0.5 : y}H${width}`;
  return svg('path', { class: 'grid', d: path, fill: 'none' });
}

function router({ router: box, outlet }: Layout, system: SystemView): SVGElement[] {
  const port = system.port === null ? '' : `:${system.port}`;
  const nobody = lastOf(system, null);
  const lines = outlet.upright
    ? [
        text(box.x + 16, box.y + 29, 'router', 'b'),
        text(box.x + 72, box.y + 29, port, 'sft'),
        text(box.x + box.width - 16, box.y + 29, `${system.sent} sent`, '', 'end'),
      ]
    : [
        text(box.x + 16, box.y + 26, 'router', 'b'),
        text(box.x + box.width - 12, box.y + 26, port, 'sft', 'end'),
        line('bus', box.x + 16, box.y + 36, box.width - 28),
        text(box.x + 16, box.y + 58, 'sent', 'lab-t'),
        text(box.x + box.width - 12, box.y + 58, String(system.sent), '', 'end'),
      ];
  const jack = outlet.upright
    ? svg('rect', { class: 'jack', x: outlet.x - 7, y: outlet.y - 5, width: 14, height: 10 })
    : svg('rect', { class: 'jack', x: outlet.x - 5, y: outlet.y - 7, width: 10, height: 14 });
  const refused =
    nobody === null || nobody.number !== system.requests.at(-1)?.number
      ? []
      : outlet.upright
        ? [
            dot(outlet.x, outlet.y + 18, nobody),
            text(outlet.x + 13, outlet.y + 23, `#${nobody.number} ${nobody.status}`, 'tx'),
          ]
        : [
            dot(outlet.x + 22, outlet.y, nobody),
            text(box.x, box.y - 12, `#${nobody.number} ${nobody.status} ${nobody.reason ?? ''}`, 'tx'),
          ];
  return [rect('machine', box), ...lines, jack, ...refused];
}

function wire(place: ProcessPlace, last: RouterRecord | null): SVGElement {
  return svg('path', { class: last !== null && last.status >= 400 ? 'wx' : 'wire', d: place.wire });
}

function machine(place: ProcessPlace, system: SystemView, index: number, attached: boolean): SVGElement[] {
  const process = system.processes[index]!;
  const tally = system.tallies[process.name] ?? { answered: 0, refused: 0 };
  const last = lastOf(system, process.name);
  const { machine: box, rack } = place;
  const left = box.x + 14;
  const right = box.x + box.width - 12;
  const down = process.phase === 'crashed' || process.phase === 'held';
  const upright = rack.height > 120;
  const requests = process.port === null ? '' : `${tally.answered} answered`;
  const refused = tally.refused > 0 ? `${tally.refused} refused` : '';
  const state = process.phase === 'up' ? requests : process.phase === 'held' ? 'held back' : process.phase;
  const stateClass = down ? 'tx' : process.phase === 'up' ? '' : 'lab-t';
  const jack = upright ? { width: 14, height: 10 } : { width: 10, height: 14 };
  const status = last !== null && last.status >= 400;
  const label = last === null ? '' : upright && status ? `#${last.number} ${last.status}` : `#${last.number}`;
  return [
    rect('rack', rack),
    svg('rect', { class: 'machine', ...box, 'stroke-dasharray': process.pid === null ? '5 4' : null }),
    svg('rect', { class: 'jack', ...place.jack, ...jack }),
    text(left + 4, box.y + (place.compact ? 22 : 24), process.name, 'b'),
    text(right, box.y + (place.compact ? 22 : 24), process.port === null ? '' : `:${process.port}`, 'sft', 'end'),
    ...(place.compact
      ? [text(right, rack.y + rack.height - 6, refused || state, refused ? 'tx' : stateClass, 'end')]
      : [
          line('bus', left, box.y + 34, right - left),
          text(left, box.y + 54, state, stateClass),
          text(left, box.y + 73, refused, 'tx'),
        ]),
    text(rack.x + (upright ? 21 : 14), rack.y + rack.height - (place.compact ? 6 : 9), process.machine, 'sft'),
    ...(last === null
      ? []
      : [
          dot(place.mark.x, place.mark.y, last),
          text(place.label.x, place.label.y, label, status ? 'tx' : '', place.label.anchor),
        ]),
    ...(status && !upright && !place.compact
      ? [text(rack.x + rack.width + 12, box.y + box.height / 2 - (attached ? 10 : -5), String(last.status), 'tx')]
      : []),
  ];
}

/** Thin where a service is only attached; drawn like what holds once something is kept in it. */
function serviceWires({ processes }: Layout, place: ServicePlace, { attachedAs, entries }: ServiceState): SVGElement[] {
  if (attachedAs === null) return [];
  const kind = entries === null || entries > 0 ? 'wh' : 'bus';
  return processes.map(({ tail }) => svg('path', { class: kind, d: tail + place.wire }));
}

function shelf({ shelf: box, jack }: ServicePlace, service: ServiceState): SVGElement[] {
  const { attachedAs, entries, pid, name, port } = service;
  const off = attachedAs === null || pid === null;
  const upright = box.height < 80;
  const state =
    pid === null
      ? 'stopped'
      : attachedAs === null
        ? 'not attached'
        : entries === null
          ? 'attached'
          : entriesText(entries);
  return [
    svg('path', { class: 'shelf', d: outline(box), 'stroke-dasharray': off ? '5 4' : null }),
    line('bus', box.x, box.y + 6, box.width),
    line('bus', box.x, box.y + box.height - 6, box.width),
    svg('rect', {
      class: 'jack',
      ...jack,
      ...(upright ? { width: 14, height: 10 } : { width: 10, height: 14 }),
      opacity: off ? 0.45 : null,
    }),
    text(box.x + 16, box.y + (upright ? 27 : 31), name, 'b'),
    text(box.x + box.width - 12, box.y + (upright ? 27 : 31), port === null ? '' : `:${port}`, 'sft', 'end'),
    text(box.x + 16, box.y + (upright ? 49 : 58), state, service.phase === 'crashed' ? 'tx' : off ? 'lab-t' : ''),
  ];
}

/** The last request that a process answered, or that nobody did. */
function lastOf(system: SystemView, process: string | null): RouterRecord | null {
  return system.requests.findLast((request) => request.process === process) ?? null;
}

function dot(cx: number, cy: number, { status }: RouterRecord): SVGElement {
  const refused = status >= 400;
  return svg('circle', { class: refused ? 'no' : 'ok', cx, cy, r: refused ? 7 : 6 });
}

function text(
  x: number,
  y: number,
  content: string,
  kind = '',
  anchor: 'start' | 'middle' | 'end' = 'start',
): SVGElement {
  return svg(
    'text',
    { x, y, class: kind === '' ? null : kind, 'text-anchor': anchor === 'start' ? null : anchor },
    content,
  );
}

function rect(kind: string, { x, y, width, height }: Box): SVGElement {
  return svg('rect', { class: kind, x, y, width, height });
}

function line(kind: string, x: number, y: number, length: number): SVGElement {
  return svg('path', { class: kind, d: `M${x} ${y}h${length}` });
}

function outline({ x, y, width, height }: Box): string {
  return `M${x} ${y}h${width}v${height}h${-width}Z`;
}
