import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishBelow } from '../../tools/published.ts';
import type { Result, Row } from './measure.ts';

/** The rows as a Markdown table. */
export function tableOf(rows: Row[]): string {
  const total = rows.reduce(
    (sum, row) => ({
      ...sum,
      passed: sum.passed + row.passed,
      scored: sum.scored + row.scored,
      excluded: sum.excluded + row.excluded,
    }),
    { module: 'all', passed: 0, scored: 0, excluded: 0, target: 0 },
  );
  const line = ({ module, passed, scored, excluded, target }: Row) =>
    `| ${module} | ${passed} | ${scored} | ${scored ? ((100 * passed) / scored).toFixed(1) : '–'} | ${target || ''} | ${excluded} |`;
  return [
    '| Module | Passed | Scored | Percent | Target | Not counted |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(line),
    ...(rows.length > 1 ? [line(total)] : []),
  ].join('\n');
}

/** Writes table, exclusions and failures below the words of docs/conformance.md. */
export async function publish(directory: string, rows: Row[], results: Map<string, Result[]>): Promise<void> {
  const all = [...results.values()].flat();
  const reasons = new Map<string, number>();
  for (const { verdict, detail = '' } of all) {
    if (verdict === 'excluded' || verdict === 'unscored') reasons.set(detail, (reasons.get(detail) ?? 0) + 1);
  }
  const figures = [
    tableOf(rows),
    '',
    '## What is not counted',
    '',
    '| The file … | Files |',
    '| --- | ---: |',
    ...[...reasons].sort(([, a], [, b]) => b - a).map(([reason, count]) => `| ${reason} | ${count} |`),
    '',
    '## What fails',
    '',
    ...[...results].flatMap(([module, list]) => failures(module, list)),
  ].join('\n');
  const measured = `, tests of Node ${suiteVersion(directory)}`;
  await publishBelow('docs/conformance.md', 'npm run conformance -- --publish', figures, measured);
}

function failures(module: string, results: Result[]): string[] {
  const failed = results.filter(({ verdict }) => verdict === 'failed' || verdict === 'skipped');
  if (failed.length === 0) return [];
  return [
    `**${module}**: ${failed.map(({ path }) => `\`${path.replace(/^parallel\/test-|\.m?js$/g, '')}\``).join(', ')}`,
    '',
  ];
}

/** Which Node the tests are of, as the checkout says it beside them. */
function suiteVersion(directory: string): string {
  for (const [file, pattern] of [
    ['../node_version.ts', /version = "([\d.]+)"/],
    ['../src/node_version.h', /NODE_MAJOR_VERSION (\d+)[^]*?NODE_MINOR_VERSION (\d+)[^]*?NODE_PATCH_VERSION (\d+)/],
  ] as const) {
    const at = join(directory, file);
    const found = existsSync(at) ? pattern.exec(readFileSync(at, 'utf8')) : null;
    if (found) return found.slice(1).join('.');
  }
  throw new Error(
    `Neither node_version.ts nor src/node_version.h beside ${directory} says which Node these tests are of.`,
  );
}
