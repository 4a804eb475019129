/**
 * Tries every experiment on StackBlitz's own WebContainer, in a Chromium with a window, and prints a table to paste into
 * an issue: `npm run check:webcontainer [-- --example NN-factor]`. It needs a network and a screen. Exits with 1 if
 * anything is not as on Node.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseExample } from '../../src/content/example-schema.ts';
import { root } from '../../tools/run.mjs';
import { webContainerEngine } from '../gates/container-engine.ts';
import { exampleNames, recordedRun } from '../gates/examples.ts';
import { experimentRows } from '../gates/rows.ts';
import { told, type Outcome } from './checklist.ts';

const { values } = parseArgs({ options: { example: { type: 'string' } } });
const examples = exampleNames(values.example);
const outcomes: Outcome[] = [];

const started = performance.now();
const engine = await webContainerEngine().catch((error: unknown) => {
  outcomes.push({ what: 'boot', milliseconds: performance.now() - started, events: [], rows: [], error: said(error) });
  return null;
});
if (engine !== null) {
  outcomes.push({ what: 'boot', milliseconds: performance.now() - started, events: [], rows: [], error: null });
  for (const name of examples) {
    const file = join(root, 'examples', name, 'example.json');
    const example = parseExample(readFileSync(file, 'utf8'), file);
    for (const experiment of example.experiments) {
      const what = `${name}, ${experiment.id}`;
      console.error(what);
      const from = performance.now();
      const outcome: Outcome = { what, milliseconds: 0, events: [], rows: [], error: null };
      try {
        outcome.events = await engine.run(['experiment', `examples/${name}`, experiment.id, '--seed', 'ab12']);
        outcome.rows = experimentRows(example, experiment, recordedRun(name, experiment.id), outcome.events);
      } catch (error) {
        outcome.error = said(error);
      }
      outcomes.push({ ...outcome, milliseconds: performance.now() - from });
    }
  }
  await engine.close();
}
const { table, well } = told(outcomes);
console.log(table);
process.exitCode = well ? 0 : 1;

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
