/**
 * The container measured by Node's own tests:
 *
 *   npm run conformance -- --suite DIR [--module NAME]… [--file TEXT] [--json] [--verbose] [--publish]
 *
 * DIR is the `test` directory of a checkout of Node, brought by hand. Each file runs unchanged, on plain Node and, where
 * it passes there, in the container in a headless Chromium. docs/conformance.md tells how the counting goes and has the
 * table, which `--publish` writes.
 */
import { parseArgs } from 'node:util';
import { runCanaries } from './canaries.ts';
import { measure, rowOf } from './measure.ts';
import type { Result, Row } from './measure.ts';
import { modules } from './modules.ts';
import { publish, tableOf } from './publish.ts';
import { readSuite } from './suite.ts';

const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    module: { type: 'string', multiple: true },
    file: { type: 'string' },
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
  },
});
const { suite: directory, module: named, file: wanted = '' } = values;
if (directory === undefined) throw new Error('--suite DIR is missing: the test directory of a checkout of Node.');
const unknown = named?.find((name) => !modules.some((module) => module.name === name));
if (unknown !== undefined) {
  throw new Error(`There is no module "${unknown}". There are: ${modules.map(({ name }) => name).join(', ')}.`);
}
if (values.publish && (named || wanted))
  throw new Error('--publish writes the whole table: leave out --module and --file.');

await runCanaries(directory);
const rows: Row[] = [];
const results = new Map<string, Result[]>();
for (const [module, files] of await readSuite(directory)) {
  if (named && !named.includes(module.name)) continue;
  const measured = await measure(
    directory,
    files.filter(({ path }) => path.includes(wanted)),
    tell,
  );
  results.set(module.name, measured);
  const row = rowOf(module, measured);
  rows.push(row);
  if (!values.json) console.log(`${module.name}: ${row.passed} of ${row.scored} (${row.excluded} not counted)`);
}
if (values.publish) await publish(directory, rows, results);
if (values.json) console.log(JSON.stringify({ rows }));
else console.log(`\n${tableOf(rows)}`);

function tell({ path, verdict, detail = '' }: Result): void {
  if (values.json) return;
  if (verdict === 'failed' || verdict === 'skipped') {
    console.log(`${verdict} ${path}: ${values.verbose ? detail : summary(detail)}`);
  } else if (values.verbose && verdict !== 'passed') console.log(`${verdict} ${path}: ${detail}`);
}

/** The line of an error among what a file wrote. */
function summary(detail: string): string {
  const lines = detail.split('\n');
  return lines.find((line) => /^\w*Error|^Error|ERR_|Mismatched/.test(line)) ?? lines[0] ?? '';
}
