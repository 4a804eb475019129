import type { SystemView } from '../../state.ts';

/** A rectangle in the drawing's own units; text in it is 15 units high, so a unit is about a pixel. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where everything of a drawing goes. */
export interface Layout {
  width: number;
  height: number;
  router: Box;
  /** Where the wire leaves the router. */
  outlet: { x: number; y: number; upright: boolean };
  processes: ProcessPlace[];
  services: ServicePlace[];
  /** How many processes did not find room. */
  left: number;
}

export interface ProcessPlace {
  rack: Box;
  machine: Box;
  jack: { x: number; y: number };
  /** From the router to the jack, as an SVG path. */
  wire: string;
  /** Where the last request is marked, and where its label begins. */
  mark: { x: number; y: number };
  label: { x: number; y: number; anchor: 'start' | 'middle' | 'end' };
  /** Where a service's wire leaves the machine, as the beginning of an SVG path. */
  tail: string;
  compact: boolean;
}

export interface ServicePlace {
  shelf: Box;
  jack: { x: number; y: number };
  /** The rest of the path from every process's tail. */
  wire: string;
}

const MOST_DRAWN = 8;

/** The drawing for a wide place: router left, machines in the middle, backing services right. */
export function wideLayout({ processes, services }: SystemView): Layout {
  const count = Math.min(processes.length, MOST_DRAWN);
  const compact = count > 3;
  const rackHeight = compact ? 62 : 116;
  const pitch = compact ? 74 : count === 2 ? 160 : 136;
  const needed = Math.max(count * pitch - (pitch - rackHeight), services.length * 104) + 48;
  const height = Math.max(256, Math.ceil(needed / 16) * 16);
  const middle = height / 2;
  // Racks carry their machine's name below the process, so the processes' middle is a little above the racks'.
  const top = middle - (count * pitch - (pitch - rackHeight)) / 2 + (compact ? 6 : 10);
  return {
    width: 720,
    height,
    router: { x: 32, y: middle - 40, width: 128, height: 80 },
    outlet: { x: 160, y: middle, upright: false },
    left: processes.length - count,
    processes: Array.from({ length: count }, (_, index) => {
      const y = top + index * pitch;
      const machine = { x: 272, y: y + 8, width: 176, height: compact ? 34 : 80 };
      const at = machine.y + machine.height / 2;
      return {
        rack: { x: 264, y, width: 192, height: rackHeight },
        machine,
        jack: { x: 267, y: at - 7 },
        wire: `M165 ${middle}H200V${at}H267`,
        mark: { x: 232, y: at },
        label: { x: 232, y: at - 13, anchor: 'middle' },
        tail: `M448 ${at}H520`,
        compact,
      };
    }),
    services: services.map((_, index) => {
      const y = middle + (index - (services.length - 1) / 2) * 104 - 40;
      return {
        shelf: { x: 544, y, width: 160, height: 80 },
        jack: { x: 539, y: y + 33 },
        wire: `V${y + 40}H539`,
      };
    }),
  };
}

/** The drawing for a narrow place: router above, machines two in a row, backing services below. */
export function tallLayout({ processes, services }: SystemView): Layout {
  const count = Math.min(processes.length, MOST_DRAWN);
  const rows = Math.ceil(count / 2);
  const rackTop = (row: number) => 124 + row * 180;
  const bottom = count === 0 ? 100 : rackTop(rows - 1) + 125;
  const busY = bottom + 24;
  const shelfTop = bottom + 48;
  return {
    width: 352,
    height: services.length > 0 ? shelfTop + Math.ceil(services.length / 2) * 80 : bottom + 16,
    router: { x: 16, y: 16, width: 320, height: 48 },
    outlet: { x: 176, y: 64, upright: true },
    left: processes.length - count,
    processes: Array.from({ length: count }, (_, index) => {
      const row = Math.floor(index / 2);
      const alone = count % 2 === 1 && index === count - 1;
      const y = rackTop(row);
      const x = alone ? 97 : index % 2 === 0 ? 13 : 181;
      const center = x + 79;
      const edge = x < 176 && !(alone && x > 13) ? 6 : 346;
      const side = edge === 6 ? x : x + 158;
      return {
        rack: { x, y, width: 158, height: 125 },
        machine: { x: x + 7, y: y + 7, width: 144, height: 88 },
        jack: { x: center - 7, y: y + 2 },
        wire: `M176 69V${y - 36}H${center}V${y + 2}`,
        mark: { x: center, y: y - 18 },
        label: { x: center + 13, y: y - 13, anchor: 'start' },
        tail: `M${side} ${y + 51}H${edge}V${busY}`,
        compact: false,
      };
    }),
    services: services.map((_, index) => {
      const alone = services.length % 2 === 1 && index === services.length - 1;
      const x = alone ? 96 : index % 2 === 0 ? 13 : 179;
      const y = shelfTop + Math.floor(index / 2) * 80;
      return { shelf: { x, y, width: 160, height: 64 }, jack: { x: x + 73, y: y - 5 }, wire: `H${x + 80}V${y - 5}` };
    }),
  };
}
