import type { ExampleExperiment } from '../../../content/example-schema.ts';
import { printReading } from '../../../content/readings.ts';
import type { ExperimentView } from '../../state.ts';

/** The results as text for a message or an issue: one line per measurement, with the seed that replays them. */
export function resultsText(declared: ExampleExperiment, readings: ExperimentView['readings'], seed: string): string {
  const lines = declared.measures.map((measure) => {
    const values = declared.versions.map((version) => {
      const reading = readings[version]?.find((candidate) => candidate.measure === measure.id);
      if (reading === undefined) return `${version}: not read`;
      return `${version}: ${printReading(reading, measure).whole}`;
    });
    return `${measure.title}. ${values.join('; ')}. Read from ${measure.source}.`;
  });
  return [`${declared.title} (seed ${seed})`, declared.steps, ...lines].join('\n');
}
