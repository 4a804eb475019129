import type { Reading } from '../../../../platform/protocol.ts';
import { measureOf, printReading } from '../../../content/readings.ts';
import type { ExampleExperiment } from '../../../content/example-schema.ts';
import { h } from '../../dom.ts';
import { hasResults } from '../../state.ts';
import type { ExperimentView, LabView } from '../../state.ts';
import type { Panel } from '../panel.ts';
import { Drawing } from '../wires/drawing.ts';
import { chosenPrediction } from './prediction.ts';
import { resultsText } from './results-text.ts';
import { requestStrip } from './strip.ts';

/** How the two versions are called in front of the reader. */
export const columns = [
  { title: 'wrong', kind: 'is-wrong', frame: 'wrong' },
  { title: 'holds', kind: 'is-holds', frame: 'holds' },
] as const;

/**
 * An experiment while it runs and after: the guess beside the reading, the results, and what the wires of both
 * versions looked like at last.
 * @param editedFiles names the files that the reader has edited, since the readings are of the reader's versions
 */
export function experimentPanel(declared: ExampleExperiment, editedFiles: () => string[]): Panel {
  const guess = h('div');
  const caption = h('caption');
  const body = h('tbody');
  const table = h(
    'table',
    { class: 'results' },
    caption,
    h(
      'thead',
      {},
      h('tr', {}, ...['Measured', 'wrong', 'holds', 'Read from'].map((name) => h('th', { scope: 'col' }, name))),
    ),
    body,
  );
  const copied = h('span', { class: 'fact', role: 'status' });
  const copy = h('button', { type: 'button', class: 'small' }, 'Copy as text');
  const drawings = declared.versions.map((version, index) => new VersionDrawing(version, index));
  const element = h(
    'section',
    { class: 'experiment', role: 'group', 'aria-label': `Results: ${declared.title}` },
    h(
      'div',
      { class: 'verdict' },
      guess,
      h('div', {}, h('div', { class: 'cq' }, table), h('p', { class: 'row copy' }, copy, copied)),
    ),
    h('div', { class: 'cq pair-draw' }, h('div', { class: 'pair' }, ...drawings.map((drawing) => drawing.element))),
  );

  let drawn: ExperimentView['readings'] | null = null;
  let wasLive = false;
  let text = '';
  copy.onclick = () => {
    navigator.clipboard.writeText(text).then(
      () => (copied.textContent = 'copied'),
      () => (copied.textContent = 'the browser did not allow it'),
    );
  };

  return {
    element,
    draw(view) {
      const { experiment } = view;
      const readings = experiment?.readings ?? {};
      const live = isLive(view);
      caption.textContent = captionText(declared, view, editedFiles());
      // A start that failed before it measured anything leaves nothing to read here.
      element.hidden = experiment === null && !live;
      copy.hidden = !hasResults(view) || live;
      for (const drawing of drawings) drawing.draw(experiment);
      if (readings === drawn && live === wasLive) return;
      drawn = readings;
      wasLive = live;
      copied.textContent = '';
      text = resultsText(declared, readings, experiment?.seed ?? '');
      guess.replaceChildren(...guessBeside(declared, readings, live));
      body.replaceChildren(...declared.measures.map((measure) => resultRow(declared, measure, readings, live)));
    },
  };
}

function captionText(declared: ExampleExperiment, view: LabView, edited: string[]): string {
  const { experiment } = view;
  const now =
    experiment === null || !isLive(view) ? '' : ` Now, ${titleOf(declared, experiment.version)}: ${experiment.step}.`;
  const yours = edited.length === 0 ? '' : ` With your edits of ${edited.join(', ')}.`;
  const seed = experiment === null ? '' : ` Run here, seed ${experiment.seed}.`;
  return declared.steps + seed + yours + now;
}

function isLive({ phase, task }: LabView): boolean {
  return task?.kind === 'experiment' && (phase === 'booting' || phase === 'running' || phase === 'stopping');
}

function titleOf(declared: ExampleExperiment, version: string): string {
  return columns[declared.versions.indexOf(version)]?.title ?? version;
}

type Readings = ExperimentView['readings'];

function readingOf(readings: Readings, version: string, measure: string): Reading | null {
  return readings[version]?.find((reading) => reading.measure === measure) ?? null;
}

/** What stands where a reading will be, or would have been. */
function unread(live: boolean): string {
  return live ? '…' : 'not read';
}

function resultRow(
  declared: ExampleExperiment,
  measure: ExampleExperiment['measures'][number],
  readings: Readings,
  live: boolean,
): HTMLElement {
  const cells = declared.versions.map((version, index) => {
    const { title, kind } = columns[index as 0 | 1];
    const reading = readingOf(readings, version, measure.id);
    if (reading === null) return h('td', { class: 'm', 'data-k': title }, unread(live));
    const { number, of, whole } = printReading(reading, measure);
    if (reading.strip === null) return h('td', { class: 'm', 'data-k': title }, whole);
    const large = h('span', { class: `reading ${kind}` }, number, h('small', {}, ` ${of}`));
    return h('td', { 'data-k': title }, large, requestStrip(reading.strip));
  });
  const title = h(
    'th',
    { scope: 'row' },
    measure.title,
    measure.differs && h('br'),
    measure.differs && h('span', { class: 'soft' }, 'must differ'),
  );
  return h('tr', {}, title, ...cells, h('td', { class: 'why' }, `${measure.source}. ${measure.why}`));
}

/** "You said" beside "measured", as soon as the wrong version was read. */
function guessBeside(declared: ExampleExperiment, readings: Readings, live: boolean): Node[] {
  const { prediction, versions } = declared;
  const reading = readingOf(readings, versions[0], prediction.measure);
  const measure = measureOf(declared, prediction.measure);
  const option = chosenPrediction(declared.id, prediction.options);
  const said = h(
    'div',
    { class: 'said' },
    h('dt', {}, 'you said'),
    h('dd', {}, option?.label ?? 'Nothing. The question stands above.'),
  );
  const printed = reading === null ? null : printReading(reading, measure);
  const measured = h(
    'div',
    {},
    h('dt', {}, 'measured'),
    printed === null
      ? h('dd', {}, unread(live))
      : h(
          'dd',
          { class: measure.differs ? 'is-wrong' : null },
          printed.number,
          h('small', {}, ` ${printed.of || printed.unit}`),
        ),
    reading?.strip != null && h('dd', { class: 'full' }, requestStrip(reading.strip)),
  );
  const right = reading !== null && option !== null && reading.value >= option.from && reading.value <= option.to;
  const verdict =
    reading === null
      ? live
        ? 'The wrong version is being measured.'
        : 'It ended before the wrong version was measured.'
      : option === null
        ? measure.why
        : `${right ? 'You were right.' : 'Not as you said.'} ${measure.why}`;
  return [
    h('p', { class: 'guess-title' }, 'Your guess beside the reading'),
    h('dl', { class: 'pm' }, said, measured),
    h('p', { class: 'guess-why' }, verdict),
  ];
}

/** The wires of one version as they were last seen, framed as wrong or as holding. */
class VersionDrawing {
  readonly element: HTMLElement;
  readonly #version: string;
  readonly #count = h('span');
  readonly #drawings = [new Drawing('wide'), new Drawing('tall')];

  constructor(version: string, index: number) {
    const { title, frame } = columns[index as 0 | 1];
    this.#version = version;
    const picture = h('figure', { class: 'drawing' }, ...this.#drawings.map(({ element }) => element));
    this.element = h(
      'figure',
      { class: `listing ${frame} draws` },
      h('figcaption', {}, h('b', {}, title), this.#count),
      picture,
    );
  }

  draw(experiment: ExperimentView | null): void {
    const system = experiment?.systems[this.#version];
    this.element.hidden = system === undefined;
    if (system === undefined) return;
    const refused = Object.values(system.tallies).reduce((sum, tally) => sum + tally.refused, 0);
    this.#count.textContent = `${refused} of all ${system.sent} refused`;
    for (const drawing of this.#drawings) drawing.draw(system);
  }
}
