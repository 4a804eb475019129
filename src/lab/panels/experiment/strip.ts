import { svg } from '../../dom.ts';

const PER_ROW = 10;
const STEP = 16;
const ROW = 24;

/**
 * One square per request, ten in a row: filled when it was answered, dashed and hollow when it was refused. Drawn like
 * the strips of recorded runs in the text.
 */
export function requestStrip(statuses: readonly number[]): SVGSVGElement {
  const refused = statuses.filter((status) => status >= 400).length;
  const height = Math.ceil(statuses.length / PER_ROW) * ROW;
  const label = `${refused} of ${statuses.length} requests were refused`;
  const squares = statuses.map((status, index) => {
    const x = (index % PER_ROW) * STEP;
    const y = Math.floor(index / PER_ROW) * ROW;
    return status < 400
      ? svg('rect', { class: 't', x, y: y + 2, width: 12, height: 20 })
      : svg('rect', { class: 'x', x: x + 1, y: y + 3, width: 10, height: 18 });
  });
  const size = { viewBox: `0 0 ${PER_ROW * STEP} ${height}`, width: PER_ROW * STEP, height };
  return svg('svg', { class: 'strip', role: 'img', 'aria-label': label, ...size }, ...squares);
}
