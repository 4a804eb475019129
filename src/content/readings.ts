import type { ExampleExperiment } from './example-schema.ts';

type Measure = ExampleExperiment['measures'][number];

/** A reading as a page prints it: the number and what stands small beside it. */
export interface PrintedReading {
  number: string;
  /** `of 20`, or nothing. */
  of: string;
  /** `requests`, or nothing. */
  unit: string;
  /** All of it in a row: `10 of 20 requests`. */
  whole: string;
}

const few = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const many = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/**
 * Prints a reading: `10 of 20 requests`, `1.9 ms`.
 * One decimal below 100, none above: instruments here are no finer than that.
 */
export function printReading(reading: { value: number; of: number | null }, measure: Measure): PrintedReading {
  const print = (value: number) => (Math.abs(value) < 100 ? few : many).format(value);
  const number = print(reading.value);
  const of = reading.of === null ? '' : `of ${print(reading.of)}`;
  return { number, of, unit: measure.unit, whole: [number, of, measure.unit].filter(Boolean).join(' ') };
}

/** @throws Error when the experiment declares no such measurement */
export function measureOf(experiment: ExampleExperiment, id: string): Measure {
  const measure = experiment.measures.find((candidate) => candidate.id === id);
  if (!measure) {
    const ids = experiment.measures.map((candidate) => candidate.id).join(', ');
    throw new Error(`The experiment "${experiment.id}" has no measurement "${id}". It has: ${ids}.`);
  }
  return measure;
}
