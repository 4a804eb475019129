import { publishBelow } from '../../tools/published.ts';
import type { Row } from './compare.ts';

/** The rows as a Markdown table. */
export function tableOf(rows: Row[]): string {
  return [
    '| Package | Version | Asked | As on Node | What differs, and why |',
    '| --- | --- | ---: | ---: | --- |',
    ...rows.map(({ package: name, version, asked, same, limits, problems }) => {
      const differs = limits.map((limit) => `\`${limit.asked}\`: ${limit.why}`);
      if (problems.length > 0) differs.push('Failed; see what the command printed.');
      return `| \`${name}\` | ${version} | ${asked} | ${same} | ${differs.join(' ')} |`;
    }),
  ].join('\n');
}

/** Writes the table below the words of docs/packages.md. @throws Error when something failed: that is to be mended first */
export async function publish(rows: Row[]): Promise<void> {
  const failed = rows.filter(({ problems }) => problems.length > 0).map((row) => row.package);
  if (failed.length > 0) throw new Error(`Not published: ${failed.join(', ')} failed.`);
  await publishBelow('docs/packages.md', 'npm run packages -- --publish', tableOf(rows));
}
