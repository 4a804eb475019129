import type { PlatformEvent, Problem, Reading } from '../../platform/protocol.ts';
import type { Example, ExampleExperiment, ExampleMutation, RecordedRun } from '../../src/content/example-schema.ts';

/** One thing that must be as an example states it. */
export interface Row {
  example: string;
  version: string;
  engine: string;
  check: string;
  value: string | number;
  expected: string;
  ok: boolean;
}

type Told = Pick<Row, 'version' | 'check' | 'value' | 'expected' | 'ok'>;

/** With these problems neither a failed check nor a reading proves anything. */
const NEVER: Problem['code'][] = [
  'experiment-failed',
  'unfit-runtime',
  'syntax-error',
  'missing-module',
  'unknown-command',
  'bad-procfile',
  'bad-package',
  'bad-command',
  'build-failed',
];

/** The rows of one version's checks: it must fail those that it states, by what they measure, and pass all others. */
export function checkRows(
  example: Example,
  version: string,
  events: PlatformEvent[],
  fails: readonly string[] = example.versions[version]?.fails ?? [],
): Told[] {
  const rows = example.checks.map(({ id, expected }) => {
    const result = events.flatMap((event) =>
      event.event === 'check' && event.result.check === id ? [event.result] : [],
    )[0];
    const mustHold = !fails.includes(id);
    return {
      version,
      check: id,
      value: result?.value ?? 'not run',
      expected: `${mustHold ? 'holds' : 'fails'}: ${expected}`,
      ok: result !== undefined && result.holds === mustHold,
    };
  });
  return [...rows, ...problemRows(version, events, fails.length > 0 ? example.problems : [])];
}

/** The rows of one experiment: what must differ does, the prediction has one answer, and the recorded run holds. */
export function experimentRows(
  example: Example,
  experiment: ExampleExperiment,
  recorded: RecordedRun | null,
  events: PlatformEvent[],
): Told[] {
  const [wrong, right] = experiment.versions;
  const readings = (version: string) =>
    events.flatMap((event) => (event.event === 'reading' && event.version === version ? [event.reading] : []));
  const valueOf = (version: string, measure: string) =>
    readings(version).find((reading) => reading.measure === measure)?.value;

  const differences = experiment.measures
    .filter(({ differs }) => differs)
    .map(({ id }) => {
      const values = [valueOf(wrong, id), valueOf(right, id)] as const;
      return {
        version: wrong,
        check: `${experiment.id}: ${id} differs`,
        value: `${values[0]} against ${values[1]}`,
        expected: `another value than in ${right}`,
        ok: values[0] !== undefined && values[1] !== undefined && values[0] !== values[1],
      };
    });
  const measured = experiment.versions.flatMap((version) =>
    experiment.measures.map((declared) => {
      const reading = readings(version).find(({ measure }) => measure === declared.id);
      const before = recorded?.readings[version]?.find(({ measure }) => measure === declared.id);
      const range = before && (version === wrong ? wrongRange(declared, before) : rangeOf(before, declared.unit));
      return {
        version,
        check: `${experiment.id}: ${declared.id} as recorded`,
        value: reading?.value ?? 'not read',
        expected: range ? `${range.from} to ${range.to}` : 'a recorded run: npm run record',
        ok: reading !== undefined && range !== undefined && reading.value >= range.from && reading.value <= range.to,
      };
    }),
  );
  const answer = predictionRow(experiment, valueOf(wrong, experiment.prediction.measure), recorded);
  return [answer, ...differences, ...measured, ...problemRows(`${wrong} and ${right}`, events, example.problems)];
}

/** The rows of a version that was spoilt: the named checks fail, or the measure reads, as the mutation states. */
export function mutationRows(
  example: Example,
  mutation: ExampleMutation,
  recorded: RecordedRun | null,
  events: PlatformEvent[],
): Told[] {
  const { id, version, fails, measure } = mutation;
  const spoilt = `${version} without ${id}`;
  if (fails) {
    const checks = example.checks.filter(({ id: check }) => fails.includes(check));
    return checkRows({ ...example, checks }, version, events, fails).map((row) => ({ ...row, version: spoilt }));
  }
  const experiment = example.experiments.find((candidate) => candidate.id === mutation.experiment);
  const declared = experiment?.measures.find((candidate) => candidate.id === measure);
  const reading = events.flatMap((event) =>
    event.event === 'reading' && event.version === version && event.reading.measure === measure ? [event.reading] : [],
  )[0];
  const before = recorded?.readings[experiment?.versions[0] ?? '']?.find((candidate) => candidate.measure === measure);
  const range = declared && before ? wrongRange(declared, before) : null;
  return [
    {
      version: spoilt,
      check: `${mutation.experiment}: ${measure} as in the wrong version`,
      value: reading?.value ?? 'not read',
      expected: range ? `${range.from} to ${range.to}` : 'an experiment, a measure and a recorded run of that name',
      ok: reading !== undefined && range !== null && reading.value >= range.from && reading.value <= range.to,
    },
    ...problemRows(spoilt, events, example.problems),
  ];
}

/** Where the readings of an experiment's first version may be. */
function wrongRange(
  { varies, unit }: ExampleExperiment['measures'][number],
  before: Pick<Reading, 'value' | 'of'>,
): { from: number; to: number } {
  return varies ? { from: varies[0], to: varies[1] } : rangeOf(before, unit);
}

/**
 * How far a reading may be from the recorded one: times by a lot, counts by a tenth of what they are out of. None and
 * all are exact, since those are what an experiment is about.
 */
function rangeOf({ value, of }: Pick<Reading, 'value' | 'of'>, unit: string): { from: number; to: number } {
  if (unit === 'ms') return { from: 0, to: 25 * value + 25 };
  const slack = value === 0 || of === null || value === of ? 0 : Math.floor(of / 10);
  return { from: value - slack, to: value + slack };
}

function predictionRow(
  { id, versions, prediction }: ExampleExperiment,
  value: number | undefined,
  recorded: RecordedRun | null,
): Told {
  const holding = (at: number | undefined) =>
    at === undefined ? [] : prediction.options.filter(({ from, to }) => at >= from && at <= to);
  const before = recorded?.readings[versions[0]]?.find(({ measure }) => measure === prediction.measure);
  const stated = holding(before?.value);
  const found = holding(value);
  return {
    version: versions[0],
    check: `${id}: prediction`,
    value: value ?? 'not read',
    expected:
      stated.length === 1
        ? `${stated[0]?.label} (${stated[0]?.from} to ${stated[0]?.to})`
        : 'one answer in the recorded run',
    ok: stated.length === 1 && found.length === 1 && found[0] === stated[0],
  };
}

function problemRows(version: string, events: PlatformEvent[], expected: readonly Problem['code'][]): Told[] {
  return faults(events, expected).map(({ title, cause }) => {
    return {
      version,
      check: 'no problem',
      value: `${title}: ${cause}`,
      expected: 'measured without a problem',
      ok: false,
    };
  });
}

/** The problems told that make a run worthless, those left out that the example is about. */
export function faults(events: PlatformEvent[], expected: readonly Problem['code'][]): Problem[] {
  return events.flatMap((event) => {
    if (event.event !== 'problem') return [];
    const { code } = event.problem;
    return NEVER.includes(code) && !expected.includes(code) ? [event.problem] : [];
  });
}
